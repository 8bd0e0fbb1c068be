/** The bytes of an input, and why they cannot be read. */
import { createReadStream, fstatSync } from 'node:fs';
import path from 'node:path';

export const STANDARD_INPUT = '-';

export const nameOf = (input: string): string =>
  input === STANDARD_INPUT ? 'standard input' : input === '' ? "''" : input;

/** The reads of an input: a path, or `-`. Paths count from `folder`. What goes wrong is thrown by the first read. */
export function readsOf(input: string, folder: string): AsyncIterable<Uint8Array> {
  if (input === STANDARD_INPUT) return standardInput();
  // An empty path is no file, and not the folder that it would count from.
  return createReadStream(input === '' ? input : path.resolve(folder, input));
}

/** Node takes a folder as standard input for an empty file. */
async function* standardInput(): AsyncGenerator<Uint8Array> {
  if (fstatSync(0).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  yield* process.stdin as AsyncIterable<Uint8Array>;
}

/** The folder from which the program was started: npm runs a script in that of the package. */
export function startedIn(env: NodeJS.ProcessEnv): string {
  const byNpm = env['npm_lifecycle_event'] === 'explain';
  return (byNpm ? env['INIT_CWD'] : undefined) ?? process.cwd();
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENAMETOOLONG: 'the name is too long',
};

/** Why an input cannot be read, in words. */
export function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return CAUSES[code ?? ''] ?? message;
}

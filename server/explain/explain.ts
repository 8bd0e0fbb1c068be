/** One input from its first byte to its last, live: what has arrived is shown before the next bytes are waited for. */
import type { Protocol } from '../../lessons/protocol/protocol.ts';
import { jsonOf } from './json.ts';
import type { Output } from './output.ts';
import { Reading } from './reading.ts';
import type { Look } from './render.ts';
import { View } from './view.ts';

/** Milliseconds without new bytes after which an unfinished row is shown as far as it is. */
const QUIET = 250;

export interface Task {
  /** What the input is called. */
  readonly name: string;
  /** Its protocol; null for the one that its first bytes tell. */
  readonly as: Protocol | null;
  readonly json: boolean;
  readonly look: Look;
  readonly output: Output;
}

/** Explains what `reads` give. Throws what they throw when nothing has been read yet. */
export async function explain(reads: AsyncIterable<Uint8Array>, task: Task): Promise<void> {
  const reading = new Reading(task.as);
  await (task.json ? explainAsJson(reads, reading, task) : explainAsText(reads, reading, task));
}

async function explainAsJson(
  reads: AsyncIterable<Uint8Array>,
  reading: Reading,
  { output }: Task,
): Promise<void> {
  for await (const bytes of reads) reading.append(bytes);
  reading.end();
  await output.write(jsonOf(reading));
}

async function explainAsText(
  reads: AsyncIterable<Uint8Array>,
  reading: Reading,
  { name, look, output }: Task,
): Promise<void> {
  const view = new View(reading, name, look);
  const iterator = reads[Symbol.asyncIterator]();
  for (;;) {
    const next = iterator.next();
    if (view.waiting && (await isQuiet(next))) await output.write(withLineEnds(view.lines(true)));
    const read = await next;
    if (read.done === true) break;
    reading.append(read.value);
    await output.write(withLineEnds(view.lines()));
  }
  reading.end();
  await output.write(withLineEnds(view.end()));
}

/** Whether nothing comes for a moment. */
async function isQuiet(next: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), QUIET);
  });
  const arrived = next.then(
    () => false,
    () => false,
  );
  const first = await Promise.race([quiet, arrived]);
  clearTimeout(timer);
  return first;
}

function* withLineEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** Processes that each do one task after another, as they are asked. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Reply, Tasks } from './child.ts';

const HEAP_MIB = 8192;

/** `T`: the tasks by name, what can be asked for and what the answer is. */
export class Worker<T extends { [N in keyof T]: { ask: unknown; answer: unknown } }> {
  readonly #child: ChildProcess;

  /**
   * `file`: built beside this one by `npm run bench`. `errors`: told what the process writes on standard error. `flags`: of
   * Node, besides the usual ones.
   */
  constructor(file: string, errors?: (text: string) => void, flags: readonly string[] = []) {
    this.#child = fork(path.join(import.meta.dirname, file), {
      execArgv: ['--expose-gc', `--max-old-space-size=${HEAP_MIB}`, ...flags],
      stdio: ['ignore', 'ignore', errors ? 'pipe' : 'ignore', 'ipc'],
    });
    if (errors) this.#child.stderr?.setEncoding('utf8').on('data', errors);
  }

  /** Rejects when the task fails, when the process ends, and when there is no answer within `limit` milliseconds. */
  ask<N extends keyof T & string>(task: N, ask: T[N]['ask'], limit = 300_000): Promise<T[N]['answer']> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const settle = (): void => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeAllListeners('exit');
      };
      const timer = setTimeout(() => {
        settle();
        this.end();
        reject(new Error(`no answer within ${limit / 1000} seconds`));
      }, limit);
      child.once('exit', (code, signal) => {
        settle();
        reject(new Error(`the process ended with ${signal ?? String(code)}`));
      });
      child.once('message', (reply: Reply) => {
        settle();
        if ('error' in reply) reject(new Error(reply.error));
        else resolve(reply.answer);
      });
      child.send({ task, ask });
    });
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Measures one contestant. */
export class Contender extends Worker<Tasks> {
  constructor() {
    super('child.js');
  }
}

/** Runs with so many processes, and ends them whatever happens. */
export async function withContenders<T>(
  count: number,
  use: (contenders: Contender[]) => Promise<T>,
): Promise<T> {
  const contenders = Array.from({ length: count }, () => new Contender());
  try {
    return await use(contenders);
  } finally {
    for (const contender of contenders) contender.end();
  }
}

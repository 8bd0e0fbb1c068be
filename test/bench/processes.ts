/** Processes that each measure one contestant, and are asked in turn. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Reply, TaskName, Tasks } from './child.ts';

/** Built beside this file by `npm run bench`. */
const CHILD = path.join(import.meta.dirname, 'child.js');
const HEAP_MIB = 8192;

export class Contender {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(CHILD, {
      execArgv: ['--expose-gc', `--max-old-space-size=${HEAP_MIB}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  /** Rejects when the task fails, when the process ends, and when there is no answer within `limit` milliseconds. */
  ask<N extends TaskName>(task: N, ask: Tasks[N]['ask'], limit = 300_000): Promise<Tasks[N]['answer']> {
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
        else resolve(reply.answer as Tasks[N]['answer']);
      });
      child.send({ task, ask });
    });
  }

  end(): void {
    this.#child.kill('SIGKILL');
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

/** The other end of a `Worker`: answers what it is asked, one task after another. */
import type { Reply } from '../child.ts';

type Performers<T extends { [N in keyof T]: { ask: unknown; answer: unknown } }> = {
  readonly [N in keyof T]: (ask: T[N]['ask']) => T[N]['answer'] | Promise<T[N]['answer']>;
};

export function perform<T extends { [N in keyof T]: { ask: unknown; answer: unknown } }>(
  performers: Performers<T>,
): void {
  const answer = async ({ task, ask }: { task: keyof T; ask: T[keyof T]['ask'] }): Promise<void> => {
    let reply: Reply;
    try {
      reply = { answer: await performers[task](ask) };
    } catch (error) {
      reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.send?.(reply);
  };
  process.on('message', (request) => void answer(request as Parameters<typeof answer>[0]));
}

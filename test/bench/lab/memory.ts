/** What this process holds, in bytes. */
export interface Memory {
  readonly resident: number;
  readonly heap: number;
}

/** After a collection: the process needs --expose-gc. */
export function memoryNow(): Memory {
  if (globalThis.gc === undefined) throw new Error('the process needs --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed };
}

/** Milliseconds that only ever grow. */
export const now = (): number => performance.now();

/** Calls `then` once, after the time of about one repaint. Also in a tab that is not seen. */
export function soon(then: () => void): void {
  setTimeout(then, 16);
}

/** Calls `frame` before each repaint, until the returned function is called. */
export function onEachFrame(frame: (now: number) => void): () => void {
  let request = requestAnimationFrame(function again(at) {
    frame(at);
    request = requestAnimationFrame(again);
  });
  return () => {
    cancelAnimationFrame(request);
  };
}

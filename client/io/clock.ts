/** Milliseconds that only ever grow. */
export const now = (): number => performance.now();

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

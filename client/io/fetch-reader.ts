/**
 * A stream read with `fetch`, as a page does that needs what an EventSource has not: another method, or header fields.
 * The browser gives the content in pieces of its own. It asks once: whoever reads so has to come back by itself.
 */
export async function readWithFetch(
  url: string,
  read: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const headers = { Accept: 'text/event-stream' };
  const response = await fetch(url, { headers, cache: 'no-store', signal });
  const reader = response.body?.getReader();
  if (!response.ok || !reader) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    read(value);
  }
}

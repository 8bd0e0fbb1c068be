/**
 * `fetch` reads a stream, as the clients of language models do: it reads the body part by part, wherever that is cut, and
 * finds the events in it. Nothing asks again by itself, unless the scenario says so.
 */
import { Dissection } from '../../lessons/protocol/dissect.ts';
import type { FetchAsked } from '../../lessons/schema/fetch.ts';
import { RETRY_WAIT } from '../../lessons/schema/fetch-bounds.ts';
import { sleep } from './clock.ts';
import type { ClientListener, CloseClient, FetchEnd } from './stream-client.ts';

/** Bytes of a response in which events are looked for. What follows is read, and let go. */
const MOST_BYTES = 0x2000000;

export function openFetch(
  url: string,
  { method, body, retries = 0 }: FetchAsked,
  on: ClientListener,
): CloseClient {
  const abort = new AbortController();
  const { signal } = abort;

  async function read(): Promise<FetchEnd> {
    try {
      const headers = { Accept: 'text/event-stream' };
      const response = await fetch(url, { method, body: body ?? null, headers, signal });
      on.phase('reading');
      const find = eventFinder(response, on);
      const reader = response.body?.getReader();
      for (;;) {
        const part = await reader?.read();
        if (!part || part.done) return { how: 'done', error: null };
        on.read(part.value.length);
        find(part.value);
      }
    } catch (error) {
      return { how: signal.aborted ? 'aborted' : 'broken off', error: (error as Error).name };
    }
  }

  async function readAll(): Promise<void> {
    for (let left = retries; ; left -= 1) {
      on.phase('connecting');
      const end = await read();
      on.ended(end);
      if (end.how !== 'broken off') return;
      on.lost();
      if (left === 0) return;
      await sleep(RETRY_WAIT, signal);
      if (signal.aborted) return;
    }
  }

  void readAll().then(() => {
    on.phase('over');
  });
  return () => {
    abort.abort();
  };
}

/** Tells of the events in the parts of a response. It is read as an event stream where an EventSource would do so. */
function eventFinder(response: Response, on: ClientListener): (part: Uint8Array) => void {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.status !== 200 || !/^text\/event-stream\s*(;|$)/i.test(type)) return () => {};
  const found = new Dissection('event-stream');
  return (bytes) => {
    if (found.capture.length + bytes.length > MOST_BYTES) return;
    const before = found.events.length;
    found.append({ connection: 1, from: 'server', at: 0, bytes, ending: null });
    for (let index = before; index < found.events.length; index += 1) {
      const event = found.events.at(index);
      on.observed({
        type: found.eventType(event),
        data: found.eventData(event),
        lastEventId: found.eventId(event),
      });
    }
  };
}

/**
 * The clients of the other ways of delivery: one that polls, one that polls long, one with a WebSocket. Each remembers
 * the last notification it was told of, which an EventSource does by itself.
 */
import { PATHS, waysOf, type Way } from '../../lessons/delivery/ways.ts';
import type { Deliver } from '../../lessons/schema/deliver.ts';
import { sleep } from './clock.ts';

/** Milliseconds after which a client tries again that was broken off. */
const AGAIN = 1000;

interface Told {
  readonly id: number;
}

/** Opens all of them. `base` is where the ways of a run are, on the lab. Returns what closes them. */
export function openWays(base: string, deliver: Deliver): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const url = (way: Way, after: number) => `${base}/${PATHS[way]}?after=${after}`;

  /** Asks again and again. `pause`: milliseconds from one request to the next, at least. */
  async function ask(way: Way, pause: number) {
    let after = 0;
    while (!signal.aborted) {
      const next = sleep(pause, signal);
      try {
        const answer = await fetch(url(way, after), { signal, cache: 'no-store' });
        const told = (await answer.json()) as Told[];
        after = told.at(-1)?.id ?? after;
      } catch {
        await sleep(AGAIN, signal);
      }
      await next;
    }
  }

  function listen() {
    let after = 0;
    const connect = () => {
      if (signal.aborted) return;
      const socket = new WebSocket(url('WebSocket', after).replace(/^http/, 'ws'));
      const close = () => {
        socket.close();
      };
      signal.addEventListener('abort', close);
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        after = (JSON.parse(data) as Told).id;
      };
      socket.onclose = () => {
        signal.removeEventListener('abort', close);
        void sleep(AGAIN, signal).then(connect);
      };
    };
    connect();
  }

  const ways = waysOf(deliver);
  if (ways.includes('polling')) void ask('polling', deliver.poll ?? 0);
  if (ways.includes('long polling')) void ask('long polling', 0);
  if (ways.includes('WebSocket')) listen();
  return () => {
    stop.abort();
  };
}

/** The browser's own EventSource reads a stream. */
import { PROBLEMS } from '../words/problems.ts';
import type { ClientListener, CloseClient, Phase } from './stream-client.ts';

/** By readyState. */
const PHASES: readonly Phase[] = ['connecting', 'reading', 'over'];

/**
 * `types` are the event types to listen for besides `message`: an EventSource hands over named events only to those who
 * asked for the name.
 */
export function openEventSource(url: string, types: readonly string[], on: ClientListener): CloseClient {
  const source = new EventSource(url);
  const tell = () => {
    on.phase(PHASES[source.readyState] ?? 'over');
  };
  const observe = (event: Event) => {
    if (!(event instanceof MessageEvent)) return;
    on.observed({ type: event.type, data: String(event.data), lastEventId: event.lastEventId });
  };
  for (const type of new Set(['message', ...types])) source.addEventListener(type, observe);
  source.addEventListener('open', tell);
  source.addEventListener('error', (event) => {
    // A server event that is named "error" arrives here too; it says nothing about the connection.
    if (event instanceof MessageEvent) return;
    tell();
    if (source.readyState === EventSource.CLOSED) {
      on.problem(PROBLEMS.givenUp);
    } else {
      on.lost();
    }
  });
  tell();
  return () => {
    source.close();
  };
}

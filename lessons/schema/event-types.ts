/**
 * The event types that a scenario will dispatch, each once: an EventSource hands over named events only to those who
 * asked for the name. The scenario's bytes are decoded for this, since a name may stand in a text, or be cut in two.
 */
import { Dissection } from '../protocol/dissect.ts';
import { formatEvent } from '../protocol/format.ts';
import { encodeUtf8 } from '../protocol/utf8.ts';
import type { Scenario } from './scenario.ts';

export function eventTypes(scenario: Scenario): string[] {
  const dissection = new Dissection();
  const write = (bytes: Uint8Array) =>
    dissection.append({ connection: 1, from: 'server', at: 0, bytes, ending: null });
  write(encodeUtf8('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'));
  for (const step of scenario.steps) {
    if ('event' in step) write(encodeUtf8(formatEvent(step.event)));
    else if ('text' in step) write(encodeUtf8(step.text));
    else if ('bytes' in step) write(fromHex(step.bytes));
  }
  return [...new Set(Array.from(dissection.events, (event) => dissection.eventType(event)))];
}

function fromHex(text: string): Uint8Array {
  const pairs = text.match(/[0-9a-fA-F]{2}/g) ?? [];
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}

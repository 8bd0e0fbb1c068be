/** When a scenario does what it does, in milliseconds since the first request: found by playing it without a network. */
import type { Dissection } from '../protocol/dissect.ts';
import type { Answer, Scenario } from '../schema/scenario.ts';
import { answerTo } from '../scenario/attempts.ts';
import { play } from '../trial/play.ts';

/** When the byte before `end` came. */
export const timeBefore = ({ capture }: Dissection, end: number): number =>
  capture.arrivalAt(end - 1)?.at ?? 0;

/** An answer without what cuts it, holds it back or adds to it on its way. */
const asWritten = <T extends Way>({ split: _, heartbeat: _beat, proxy: _proxy, ...answer }: T) => answer;

type Way = { [Name in 'split' | 'heartbeat' | 'proxy']?: Answer[Name] | undefined };

/** When the server has written the last byte of each event. */
export function writtenAt(scenario: Scenario): number[] {
  const { attempts = [], ...first } = scenario;
  const dissection = play({ ...asWritten(first), attempts: attempts.map(asWritten) });
  return Array.from(dissection.events, ({ endAt }) => timeBefore(dissection, endAt ?? 0));
}

/**
 * When nothing more happens but heartbeats: no event, no end, no request, for so many requests of an EventSource that
 * asks again. Each has a connection of its own.
 */
export function overAt(scenario: Scenario, requests: number): number {
  const dissection = play(scenario);
  const times = [0];
  for (const { at, connection, ending, from } of dissection.capture.arrivals) {
    if (connection <= requests && (ending !== null || from === 'client')) times.push(at);
  }
  for (const { endAt, message } of dissection.events) {
    if (message.connection <= requests) times.push(timeBefore(dissection, endAt ?? 0));
  }
  for (const message of dissection.messages) {
    if (message.connection > requests) break;
    if (message.endAt !== null) times.push(timeBefore(dissection, message.endAt));
    const block = dissection.unfinishedBlockOf(message);
    if (block) times.push(timeBefore(dissection, block.end));
  }
  return Math.max(...times);
}

/**
 * The time for code that reads all answers, one after the other, or has an EventSource read them and one more, which is as
 * the last of them.
 */
export function timeForAll(scenario: Scenario): number {
  const { attempts = [], ...rest } = scenario;
  const times = Array.from({ length: attempts.length + 1 }, (_, index) =>
    overAt({ ...rest, ...answerTo(scenario, index + 1), attempts: [] }, 1),
  );
  return Math.max(
    overAt(scenario, attempts.length + 2),
    times.reduce((sum, time) => sum + time, 0),
  );
}

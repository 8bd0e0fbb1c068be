/**
 * The notifications of a scenario: its events, each with the moment at which it happens. Whoever asks, and in whichever
 * way, gets the same ones.
 */
import { fieldsInRound } from '../scenario/round.ts';
import type { EventFields, Repeat, Scenario, ScenarioStep } from '../schema/scenario.ts';

export interface Notification {
  /** 1 for the first; in an event stream its id. */
  readonly number: number;
  /** Milliseconds since the first request of the run. */
  readonly at: number;
  readonly fields: EventFields;
}

/** The notifications, in the order in which they happen. */
export function timelineOf({ steps }: Pick<Scenario, 'steps'>): Notification[] {
  const notifications: Notification[] = [];
  let at = 0;
  const add = (step: ScenarioStep | Repeat['steps'][number]) => {
    if ('wait' in step) at += step.wait;
    if ('event' in step) notifications.push({ number: notifications.length + 1, at, fields: step.event });
  };
  for (const step of steps) {
    if (!('repeat' in step)) {
      add(step);
      continue;
    }
    const { times = 1, every = 0, from = 1, steps: inside } = step.repeat;
    for (let round = 0; round < times; round += 1) {
      const began = at;
      for (const each of inside) {
        add('event' in each ? { event: fieldsInRound(each.event, from + round, () => '') } : each);
      }
      if (round + 1 < times) at = Math.max(at, began + every);
    }
  }
  return notifications;
}

/** What the event stream of such a scenario still has to write, `elapsed` milliseconds after the first request. */
export function stepsAfter(
  timeline: readonly Notification[],
  after: number,
  elapsed: number,
): ScenarioStep[] {
  let now = elapsed;
  return timeline.slice(after).flatMap(({ number, at, fields }) => {
    const wait = Math.max(0, at - now);
    now += wait;
    const event = { event: { ...fields, id: String(number) } };
    return wait > 0 ? [{ wait }, event] : [event];
  });
}

/** How many of them have happened `elapsed` milliseconds after the first request. */
export const publishedBy = (timeline: readonly Notification[], elapsed: number): number =>
  timeline.filter(({ at }) => at <= elapsed).length;

/**
 * Milliseconds after the first request at which the clients of a comparison stop: each has had the time for one more
 * request after the last notification, or after it was back.
 */
export function endOf(scenario: Scenario): number {
  const { poll = 0, offline } = scenario.deliver ?? {};
  const last = Math.max(timelineOf(scenario).at(-1)?.at ?? 0, offline?.to ?? 0);
  return last + Math.max(poll, AT_LEAST) + SPARE;
}

const AT_LEAST = 3000;
const SPARE = 500;

/** A notification as JSON, which is how all ways but the event stream write it. */
export const asJson = ({ number, fields: { event, data } }: Notification) => ({
  id: number,
  ...(event !== undefined && { event }),
  ...(data !== undefined && { data }),
});

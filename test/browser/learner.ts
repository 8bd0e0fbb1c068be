/**
 * A learner who has nothing but a keyboard. What is read from the page tells them when they are done; what they do
 * is press keys.
 */
import { expect, vi } from 'vitest';
import { glyphsOf, lineStarts } from '../../client/views/prediction/point-text.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import { nextStop, type Unit } from '../../lessons/protocol/stops.ts';
import type { Check } from '../../lessons/schema/check-schema.ts';
import { endOf, findPlace } from '../../lessons/schema/place.ts';
import type { Answer, Prediction } from '../../lessons/schema/prediction.ts';
import { mixed } from '../../lessons/tasks/grade.ts';
import type { Pointed } from '../../lessons/tasks/pointed.ts';
import type { TestPlayground } from '../server/clients.ts';
import { dissectRun } from './dissect-run.ts';
import type { PlaygroundPage } from './playground-page.ts';

type PoolCheck = Extract<Check, { readonly pool: unknown }>['pool'];
type TypedCheck = Extract<Check, { readonly typed: unknown }>['typed'];

/** Milliseconds for one task. */
const PATIENCE = 30_000;
const WAIT = { timeout: PATIENCE, interval: 100 };

/** From the longest stride to the shortest, which passes every place. */
const UNITS: readonly Unit[] = ['event', 'chunk', 'line', 'byte'];

export class Learner {
  readonly #page: PlaygroundPage;
  readonly #playground: TestPlayground;

  constructor(page: PlaygroundPage, playground: TestPlayground) {
    this.#page = page;
    this.#playground = playground;
  }

  /** Gives an answer and commits to it. `pointed` is the content that is pointed at. */
  async predict(prediction: Prediction, answer: Answer, pointed: Pointed | null): Promise<void> {
    const page = this.#page;
    if ('choice' in answer) {
      await page.press(String(answer.choice + 1), 'Enter');
      return;
    }
    if ('number' in answer) {
      await page.tabTo(page.prediction.getByRole('textbox'));
      await page.page.keyboard.type(String(answer.number));
      await page.press('Enter');
      return;
    }
    if ('point' in answer) await this.#point(pointed as Pointed, answer.point);
    else
      await this.#arrangeItems((prediction as Extract<Prediction, { order: unknown }>).order, answer.order);
    await page.tabTo(page.lesson.getByRole('button', { name: 'Commit' }));
    await page.press('Enter');
  }

  async #point({ bytes }: Pointed, byte: number): Promise<void> {
    await this.#page.tabTo(this.#page.prediction.getByRole('slider'));
    const glyphs = glyphsOf(bytes);
    const index = glyphs.findIndex(({ at, size }) => at <= byte && byte < at + size);
    const starts = lineStarts(glyphs).filter((start) => start <= index);
    await this.#page.press('Home');
    for (const _ of starts.slice(1)) await this.#page.press('ArrowDown');
    for (let at = starts.at(-1) ?? 0; at < index; at += 1) await this.#page.press('ArrowRight');
  }

  /** Brings each item to its place, from the first place on, by the button that moves it up. */
  async #arrangeItems(items: readonly string[], wanted: readonly number[]): Promise<void> {
    const order = mixed(items.length);
    for (const [place, item] of wanted.entries()) {
      const from = order.indexOf(item);
      order.splice(place, 0, ...order.splice(from, 1));
      if (from === place) continue;
      const name = `Move up: ${items[item]}`;
      await this.#page.tabTo(this.#page.prediction.getByRole('button', { name, exact: true }));
      for (let at = from; at > place; at -= 1) await this.#page.press('Enter');
    }
  }

  /** Starts the stream of the step, unless that has been done. */
  async start(): Promise<void> {
    if (!(await this.#page.started())) await this.#page.start();
  }

  /** Does what `check` asks for, until the page says that the task (from 0) is done. */
  perform(task: number, check: Check): Promise<void> {
    return this.bringAbout(check, async () => (await this.#page.tasks())[task]?.done === true);
  }

  /** Does what `check` asks for, until it is done. */
  async bringAbout(check: Check, done: () => Promise<boolean>): Promise<void> {
    const untilDone = () => vi.waitFor(async () => expect(await done()).toBe(true), WAIT);
    if (await done()) return;
    if ('typed' in check) {
      await this.#type(check.typed);
    } else if ('closed' in check) {
      if (!(await this.#page.streaming())) await this.#page.start();
      await this.#page.press('s');
    } else {
      await this.start();
      if ('pool' in check) await this.#arrange(check.pool, done);
      else if (!('requests' in check)) await this.#putCursor(check);
    }
    await untilDone();
  }

  /** Writes what passes, and leaves the editor. */
  async solve(solution: string): Promise<void> {
    await this.#page.write(solution);
    await vi.waitFor(async () => {
      if (!(await this.#page.isWritten())) throw new Error(await this.#page.writtenVerdict());
    }, WAIT);
    await this.#page.press('Escape');
  }

  /** Waits until what is asked for has been recorded, and steps to it from the beginning. */
  async #putCursor(check: Extract<Check, { cursor: unknown } | { dispatched: unknown }>): Promise<void> {
    const { id } = await this.#page.run();
    const { dissection, offset } = await vi.waitFor(async () => {
      const dissection = await dissectRun(this.#playground, id);
      const offset = goalOf(check, dissection);
      if (offset === null) throw new Error(`It has not come: ${JSON.stringify(check)}`);
      return { dissection, offset };
    }, WAIT);
    await this.#page.untilRecorded(offset);
    const keys = ['Home'];
    let at = 0;
    for (const unit of UNITS) {
      keys.push(unit.charAt(0));
      // The end of what has been recorded is a stop as long as nothing follows, which may have come by now.
      const last = unit === 'byte' ? offset : Math.min(offset, dissection.capture.length - 1);
      for (let next = nextStop(dissection, unit, at); next !== null && next <= last;) {
        keys.push('ArrowRight');
        at = next;
        next = nextStop(dissection, unit, at);
      }
      if (at === offset) break;
    }
    await this.#page.press(...keys);
  }

  /** Moves the simulated pool to what is wanted, little by little. */
  async #arrange(wanted: PoolCheck, done: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    while (!(await done()) && Date.now() < deadline) await this.#moveNearer(wanted, done);
  }

  async #moveNearer(wanted: PoolCheck, done: () => Promise<boolean>): Promise<void> {
    const press = (key: string) => this.#page.press(key);
    const slots = await this.#page.slots();
    const streams = slots.filter((slot) => /stream/.test(slot.replace(/^Stream \d+/, ''))).length;
    const waiting = await this.#page.waiting();
    const full = slots.every((slot) => !slot.endsWith('free'));

    if (wanted.protocol !== undefined && wanted.protocol !== (await this.#page.poolProtocol()))
      await press('v');
    else if ((await this.#page.offset()) === 0) await press('ArrowRight');
    else if (streams < (wanted.streams ?? 0)) await press((wanted.streams ?? 0) - streams < 10 ? 'o' : 'O');
    else if (waiting < (wanted.waiting ?? 0)) await press('f');
    else if (wanted.served !== undefined && waiting > 0) await press('x');
    else if (wanted.served !== undefined && !(await done())) await press(full ? 'f' : 'o');
    else if (wanted.connections !== undefined && !(await done())) await press('f');
  }

  /** Opens the console, sends the requests in one write, and comes back to the lesson when all is there. */
  async #type({ requests, responses }: TypedCheck): Promise<void> {
    const page = this.#page;
    const endless = responses < requests ? [`GET /stream?end=hold&count=1 HTTP/1.1\n${HOST}`] : [];
    const others = Array<string>(requests - endless.length).fill(`GET /healthz HTTP/1.1\n${HOST}`);
    await page.press('t');
    await page.typed.waitFor();
    if ((await page.connection()).startsWith('connected')) {
      await page.tabTo(page.console.getByRole('button', { name: 'New connection' }));
      await page.press('Enter');
    }
    await page.tabTo(page.typed);
    await page.page.keyboard.insertText([...endless, ...others].join('\n'));
    await page.press('Enter');
    const answered = async () => (await page.typedConnections()).at(-1)?.match(/\b20[04]\b/g)?.length;
    await vi.waitFor(async () => expect(await answered()).toBe(responses), WAIT);
    await page.press('Escape');
    await page.tabTo(page.console.getByRole('button', { name: 'Close the console' }));
    await page.press('Enter');
    await page.lesson.waitFor();
  }
}

const HOST = 'Host: localhost\n';

/** Where the cursor has to stand; null while that has not come. */
function goalOf(
  check: Extract<Check, { cursor: unknown } | { dispatched: unknown }>,
  dissection: Dissection,
): number | null {
  if ('dispatched' in check) {
    if (check.dispatched === 0) return 0;
    const { events } = dissection;
    return check.dispatched <= events.length ? events.at(check.dispatched - 1).endAt : null;
  }
  const { edge, ...place } = check.cursor;
  const spans = findPlace(dissection, place);
  const [first] = spans ?? [];
  if (!spans || !first) return null;
  return edge === 'after' ? endOf(spans) : first.start + 1;
}

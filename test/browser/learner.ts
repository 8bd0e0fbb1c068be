/**
 * A learner who has nothing but a keyboard. What is read from the page tells them when they are done; what they do
 * is press keys.
 */
import { expect } from 'vitest';
import type { Check } from '../../lessons/schema/lesson.ts';
import type { PlaygroundPage } from './playground-page.ts';

type PoolCheck = Extract<Check, { readonly pool: unknown }>['pool'];

/** Milliseconds for one task. */
const PATIENCE = 30_000;

/** From the longest stride to the shortest, which passes every place. */
const UNITS = ['e', 'c', 'l', 'b'];

export class Learner {
  readonly #page: PlaygroundPage;

  constructor(page: PlaygroundPage) {
    this.#page = page;
  }

  /** Chooses an answer, from 0, and commits to it. */
  async predict(choice: number): Promise<void> {
    await this.#page.press(String(choice + 1), 'Enter');
  }

  /** Starts the stream of the step, unless that has been done. */
  async start(): Promise<void> {
    if (!(await this.#page.started())) await this.#page.start();
  }

  /** Does what `check` asks for, until the page says that the task (from 0) is done. */
  async perform(task: number, check: Check): Promise<void> {
    const done = async () => (await this.#page.tasks())[task]?.done === true;
    const deadline = Date.now() + PATIENCE;
    while (!(await done())) {
      if (Date.now() > deadline) throw new Error(`Task ${task + 1} is not done: ${JSON.stringify(check)}`);
      if ('closed' in check) await this.#close();
      else await this.start();
      if ('cursor' in check || 'dispatched' in check) await this.#walkUntil(done);
      else if ('pool' in check) await this.#arrange(check.pool, done);
      else await expect.poll(done, { timeout: PATIENCE }).toBe(true);
    }
  }

  /** Writes `text`, in place of what stands in the editor, and starts or runs it. */
  async write(text: string): Promise<void> {
    const page = this.#page;
    await page.tabTo(page.editor);
    await page.press('ControlOrMeta+a');
    await (text === '' ? page.press('Delete') : page.page.keyboard.insertText(text));
    await page.press('Control+Enter');
  }

  /** Writes what passes, and leaves the editor. */
  async solve(solution: string): Promise<void> {
    await this.write(solution);
    await expect.poll(() => this.#page.isWritten(), { timeout: PATIENCE }).toBe(true);
    await this.#page.press('Escape');
  }

  async #close(): Promise<void> {
    if (!(await this.#page.streaming())) await this.#page.start();
    await this.#page.press('s');
  }

  /** Steps from the start to the end of what has been recorded, by each unit in turn. */
  async #walkUntil(done: () => Promise<boolean>): Promise<void> {
    for (const unit of UNITS) {
      await this.#page.press('Home', unit);
      for (let before = -1; before < (await this.#page.offset());) {
        if (await done()) return;
        before = await this.#page.offset();
        await this.#page.press('ArrowRight');
      }
    }
  }

  /** Moves the simulated pool a little nearer to what is wanted. */
  async #arrange(wanted: PoolCheck, done: () => Promise<boolean>): Promise<void> {
    const press = (key: string) => this.#page.press(key);
    const slots = await this.#page.slots();
    const streams = slots.filter((slot) => /stream/.test(slot.replace(/^Stream \d+/, ''))).length;
    const waiting = await this.#page.waiting();
    const full = slots.every((slot) => !slot.endsWith('free'));

    if (wanted.protocol !== undefined && wanted.protocol !== (await this.#page.poolProtocol()))
      await press('v');
    else if ((await this.#page.offset()) === 0) await press('ArrowRight');
    else if (streams < (wanted.streams ?? 0)) await press('o');
    else if (waiting < (wanted.waiting ?? 0)) await press('f');
    else if (wanted.served !== undefined && waiting > 0) await press('x');
    else if (wanted.served !== undefined && !(await done())) await press(full ? 'f' : 'o');
  }
}

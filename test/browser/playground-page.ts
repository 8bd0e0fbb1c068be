/**
 * The page as a test reads it and acts on it. All elements are found here, by role and accessible name, so that a
 * change of the page's looks changes no test and a change of its words changes this file.
 */
import type { ElementHandle, Locator, Page, Request } from 'playwright';
import { expect, vi } from 'vitest';
import type { RunCreated } from '../../server/contract.ts';

/** What the panes say at one position of the cursor. */
export interface Look {
  /** Bytes received at the cursor. */
  readonly offset: number;
  readonly parser: string;
  readonly events: readonly string[];
  /** The sentence under the Wire. */
  readonly byte: string;
}

export interface TaskItem {
  readonly text: string;
  readonly done: boolean;
}

/** Milliseconds that the page has to bring about what a test waits for: a scenario may take several seconds. */
const PATIENCE = { timeout: 20_000, interval: 100 };

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

const innerText = (element: Element) => (element as HTMLElement).innerText;

/** What is written in a step. */
const EDITOR = { name: /^(Code|Event stream|Scenario)$/ };

export class PlaygroundPage {
  readonly page: Page;
  readonly lesson: Locator;
  readonly wire: Locator;
  readonly events: Locator;
  readonly connections: Locator;
  readonly transport: Locator;
  readonly cursor: Locator;
  readonly alert: Locator;
  readonly #byte: Locator;
  readonly #posts: Request[] = [];
  /** By the locator that found it. */
  readonly #elements = new Map<string, ElementHandle<HTMLElement | SVGElement>>();

  static async open(page: Page, origin: string, address: string): Promise<PlaygroundPage> {
    const playgroundPage = new PlaygroundPage(page);
    await page.goto(address === '' ? origin : `${origin}/#/${address}`);
    await playgroundPage.streamButton.waitFor();
    return playgroundPage;
  }

  constructor(page: Page) {
    this.page = page;
    const region = (name: string) => page.getByRole('region', { name, exact: true });
    this.lesson = region('Lesson');
    this.wire = region('Wire');
    this.events = region('Events');
    this.connections = region('Connections');
    this.transport = region('Time');
    this.#byte = this.wire.getByText(/^((request )?byte \d+|Point at a byte.*)$/).locator('..');
    this.cursor = this.transport.getByRole('slider', { name: 'Cursor' });
    this.alert = page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Dismiss' }) });
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/runs')) this.#posts.push(request);
    });
  }

  /** Goes to an address of the page, such as `slug/2`, as a link in it does. */
  async goTo(address: string): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${address}`);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses Tab, or Shift+Tab where that is the way, until an element of this role and name has the focus. */
  async tabTo(target: Locator): Promise<void> {
    const element = await target.elementHandle();
    for (let presses = 0; presses < 100; presses += 1) {
      const key = await this.page.evaluate((wanted) => {
        const { activeElement, body } = document;
        if (wanted === activeElement) return null;
        const position = activeElement === body ? 0 : (activeElement?.compareDocumentPosition(wanted) ?? 0);
        return position & Node.DOCUMENT_POSITION_PRECEDING ? 'Shift+Tab' : 'Tab';
      }, element);
      if (key === null) return;
      await this.press(key);
    }
    throw new Error(`100 presses of Tab do not lead to ${target.toString()}.`);
  }

  // The stream

  get streamButton(): Locator {
    return this.transport.getByRole('button', { name: /^(start|stop)/i });
  }

  async #streamButtonText(): Promise<string> {
    return oneLine(await this.#read(this.streamButton, innerText, null));
  }

  /** Whether a stream of this step is open, so that the key s would stop it. */
  async streaming(): Promise<boolean> {
    return /^stop/i.test(await this.#streamButtonText());
  }

  /** Whether a stream of this step was started, and what came of it is on the page. */
  async started(): Promise<boolean> {
    return !/^start stream/i.test(await this.#streamButtonText());
  }

  /** Presses s to start a stream, which may be over soon. */
  async start(): Promise<void> {
    const before = this.#posts.length;
    await this.press('s');
    await vi.waitFor(async () => {
      expect(this.#posts.length).toBeGreaterThan(before);
      expect(await this.#streamButtonText()).toMatch(/^(stop|start again)/i);
    }, PATIENCE);
  }

  /** What the server answered to the page's latest wish for a run. */
  async run(): Promise<RunCreated> {
    const answer = await this.#posts.at(-1)?.response();
    return (await answer?.json()) as RunCreated;
  }

  // The cursor

  /** Bytes received at the cursor. */
  async offset(): Promise<number> {
    return Number(await this.#ofCursor('aria-valuenow'));
  }

  /** Bytes recorded. */
  async recorded(): Promise<number> {
    return Number(await this.#ofCursor('aria-valuemax'));
  }

  /** Where the cursor stands, in words. */
  async cursorInWords(): Promise<string> {
    return this.#ofCursor('aria-valuetext');
  }

  async #ofCursor(attribute: string): Promise<string> {
    return this.#read(this.cursor, (slider, name) => slider.getAttribute(name) ?? '', attribute);
  }

  /**
   * What `read` finds in the element of a locator. That is looked for only when it is not there any more: to find it by role
   * and name the whole page is gone through.
   */
  async #read<Argument, Result>(
    locator: Locator,
    read: (element: HTMLElement | SVGElement, argument: Argument) => Result,
    argument: Argument,
  ): Promise<Result> {
    const key = locator.toString();
    const known = this.#elements.get(key);
    if (known) {
      const result = (await known.evaluate(read as never, argument).catch(() => null)) as Result;
      if (await known.evaluate((element) => element.isConnected).catch(() => false)) return result;
    }
    const found = await locator.elementHandle();
    this.#elements.set(key, found);
    return found.evaluate(read as never, argument);
  }

  async untilRecorded(bytes: number): Promise<void> {
    await vi.waitFor(async () => expect(await this.recorded()).toBeGreaterThanOrEqual(bytes), PATIENCE);
  }

  /** Milliseconds since the run began, as the transport shows them. */
  async time(): Promise<number> {
    const text = await this.transport.getByText(/^t = /).innerText();
    return Number(/\d+/.exec(text)?.[0]);
  }

  get playButton(): Locator {
    return this.transport.getByRole('button', { name: 'Play', exact: true });
  }

  get pauseButton(): Locator {
    return this.transport.getByRole('button', { name: 'Pause', exact: true });
  }

  // The panes

  /** In a narrow window, where one pane is shown at a time: the buttons that choose it. */
  async paneSwitches(): Promise<Locator[]> {
    return this.page.getByRole('group', { name: 'Pane', exact: true }).getByRole('button').all();
  }

  get parser(): Locator {
    return this.events.getByRole('region', { name: 'Parser state' });
  }

  /** The events dispatched at the cursor. */
  get eventCards(): Locator {
    return this.events.getByRole('list', { name: 'Events dispatched' }).getByRole('listitem');
  }

  /** The rows of the Wire, as they are read out. */
  get rows(): Locator {
    return this.wire.getByRole('listbox');
  }

  /** The rows that the terminal shows: it is hidden from the accessibility tree, and these class names are xterm's. */
  get terminalRows(): Locator {
    return this.wire.locator('.xterm-rows > div');
  }

  /** What the terminal shows, row by row. */
  async terminalText(): Promise<string> {
    const rows = await this.terminalRows.allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  /** The middle of the character after `text` in the terminal, in pixels of the window. */
  async pointAfter(text: string): Promise<{ x: number; y: number }> {
    const points = await this.terminalRows.evaluateAll((rows, wanted) => {
      return rows.flatMap((row) => {
        let left = row.textContent.replaceAll('\u00a0', ' ').indexOf(wanted);
        if (left < 0) return [];
        left += wanted.length;
        const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
          const { length } = node.textContent ?? '';
          if (left < length) {
            const range = document.createRange();
            range.setStart(node, left);
            range.setEnd(node, left + 1);
            const box = range.getBoundingClientRect();
            return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          }
          left -= length;
        }
        return [];
      });
    }, text);
    const [point] = points;
    if (!point) throw new Error(`The terminal shows nothing after “${text}”.`);
    return point;
  }

  /** The sentence under the Wire: what the byte at the cursor is, or the one that is pointed at. */
  async byteInWords(): Promise<string> {
    return oneLine(await this.#byte.innerText());
  }

  async look(): Promise<Look> {
    const look = await this.looker();
    return look();
  }

  /** For many looks one after another: finds the elements once. */
  async looker(): Promise<() => Promise<Look>> {
    const list = this.events.getByRole('list', { name: 'Events dispatched' });
    const found = await Promise.all(
      [this.cursor, this.parser, list, this.#byte].map((each) => each.elementHandle()),
    );
    return async () => {
      const look = await this.page.evaluate(
        ([cursor, parser, events, byte]) => ({
          offset: Number(cursor?.getAttribute('aria-valuenow')),
          parser: parser?.textContent ?? '',
          events: Array.from(events?.children ?? [], (event) => event.textContent),
          byte: byte?.textContent ?? '',
        }),
        found,
      );
      const { offset, parser, events, byte } = look;
      return { offset, parser: oneLine(parser), events: events.map(oneLine), byte: oneLine(byte) };
    };
  }

  /** The names of the simulated pool's slots or streams, such as `Slot 1: your stream`. */
  async slots(): Promise<string[]> {
    const slots = this.connections.getByRole('list').first().getByRole('listitem');
    return slots.evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
  }

  /** How many simulated requests wait for a connection. */
  async waiting(): Promise<number> {
    const queue = this.connections.getByRole('region', { name: 'Waiting for a connection' });
    return queue.getByRole('listitem').count();
  }

  async poolProtocol(): Promise<string> {
    const group = this.connections.getByRole('group', { name: 'Protocol of the model' });
    return group.getByRole('button', { pressed: true }).innerText();
  }

  // Bytes of the learner's own

  get ownBytes(): Locator {
    return this.dialog('Bytes of your own');
  }

  /** Opens a file that holds these bytes, in the dialog for that. */
  async openFile(name: string, bytes: Uint8Array): Promise<void> {
    await this.page.getByRole('button', { name: 'Open bytes', exact: true }).click();
    const buffer = Buffer.from(bytes);
    const file = { name, mimeType: 'application/octet-stream', buffer };
    await this.ownBytes.getByLabel('File', { exact: true }).setInputFiles(file);
    await this.ownBytes.waitFor({ state: 'hidden' });
  }

  // The console

  get console(): Locator {
    return this.page.getByRole('region', { name: 'Console', exact: true });
  }

  /** Where bytes are typed. */
  get typed(): Locator {
    return this.console.getByRole('textbox', { name: 'Bytes to send' });
  }

  /** How the console's connection stands, in words. */
  async connection(): Promise<string> {
    return oneLine(await this.console.getByRole('status').innerText());
  }

  /** What was sent and received, line by line. */
  async transcript(): Promise<string[]> {
    const log = this.console.getByRole('log', { name: 'What was sent and received' });
    return log.getByRole('paragraph').allTextContents();
  }

  /** What the console's terminal shows, row by row. */
  async consoleText(): Promise<string> {
    const rows = await this.console.locator('.xterm-rows > div').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  /** The connections of the console: each with what became of it and of its requests. */
  async typedConnections(): Promise<string[]> {
    const list = this.connections.getByRole('list', { name: 'Connections of the console' });
    return (await list.locator('> li').allInnerTexts()).map(oneLine);
  }

  /** Puts a ready-made request into the field of the console. */
  async chooseRequest(name: RegExp): Promise<void> {
    const list = this.console.getByRole('list', { name: 'Requests to begin with' });
    if (!(await list.isVisible()))
      await this.console.getByRole('button', { name: 'Ready-made requests' }).click();
    await list.getByRole('button', { name }).click();
    await list.waitFor({ state: 'hidden' });
  }

  /** What the top of the page says of what is shown. */
  async standing(): Promise<string> {
    return oneLine(await this.page.getByRole('banner').getByRole('status').innerText());
  }

  // The lesson

  async lessonTitle(): Promise<string> {
    return oneLine(await this.#read(this.lesson.getByRole('heading', { level: 2 }), innerText, null));
  }

  /** Which step is open, from 0. */
  async step(): Promise<number> {
    const current = (steps: Element) =>
      Array.from(steps.children, (each) => each.querySelector('[aria-current=step]')).findIndex(Boolean);
    return this.#read(this.lesson.getByRole('list', { name: 'Steps' }), current, null);
  }

  async tasks(): Promise<TaskItem[]> {
    const textsOf = (lesson: Element) =>
      Array.from(
        lesson.querySelectorAll<HTMLElement>('ul[aria-label="Tasks"] > li'),
        (item) => item.innerText,
      );
    const items = await this.#read(this.lesson, textsOf, null);
    return items.map((text) => ({ text: oneLine(text), done: /\(done\)/.test(text) }));
  }

  get choices(): Locator {
    return this.lesson.getByRole('radio');
  }

  get prediction(): Locator {
    return this.lesson.getByRole('group', { name: /^Predict/ });
  }

  /** What is said of the prediction once it has been committed; empty before. */
  async verdictText(): Promise<string> {
    const textOf = (card: Element) => card.querySelector<HTMLElement>('[role=status]')?.innerText ?? '';
    return oneLine(await this.#read(this.prediction, textOf, null));
  }

  /** What is to be written in this step: its editor, and what is said of it. */
  get writing(): Locator {
    return this.lesson.getByRole('group').filter({ has: this.page.getByRole('textbox', EDITOR) });
  }

  get editor(): Locator {
    return this.writing.getByRole('textbox', EDITOR);
  }

  /** Presses w, unless the editor has the keyboard already. */
  async reachEditor(): Promise<void> {
    await this.editor.waitFor();
    const reached = () => this.editor.evaluate((element) => element === document.activeElement);
    if (!(await reached())) await this.press('w');
    await vi.waitFor(async () => expect(await reached()).toBe(true));
  }

  /** What is said of what was written, once it has been played or run. */
  async writtenVerdict(): Promise<string> {
    return oneLine(await this.writing.getByRole('status').innerText());
  }

  /** What is wanted, item by item, with what came. */
  async wanted(): Promise<string[]> {
    const items = this.writing.getByRole('list', { name: /^Wanted/ }).getByRole('listitem');
    return (await items.allInnerTexts()).map(oneLine);
  }

  async isWritten(): Promise<boolean> {
    return (await this.writing.getByText('(done)').count()) > 0;
  }

  /** Writes `text`, in place of what stands in the editor, and starts or runs it. */
  async write(text: string): Promise<void> {
    await this.reachEditor();
    await this.press('ControlOrMeta+a');
    await (text === '' ? this.press('Delete') : this.page.keyboard.insertText(text));
    await this.press('Control+Enter');
  }

  get finished(): Locator {
    return this.lesson.getByText(/^You can now answer: /);
  }

  // The pages beside the lessons

  /** The heading of a page that is in place of the panes. */
  heading(name: 'Contents' | 'Glossary' | 'Server-sent events, in short'): Locator {
    return this.page.getByRole('main').getByRole('heading', { level: 2, name, exact: true });
  }

  /** A lesson in the contents. */
  row(title: string): Locator {
    return this.rowsOfContents.filter({ has: this.page.getByRole('link', { name: title, exact: true }) });
  }

  get rowsOfContents(): Locator {
    const items = this.page.getByRole('main').getByRole('listitem');
    return items.filter({ has: this.page.getByRole('list', { name: 'Steps' }) });
  }

  /** Each lesson of the contents, such as `Six connections: step 2 of 4`. */
  async contents(): Promise<string[]> {
    await this.heading('Contents').waitFor();
    const rows = await this.rowsOfContents.evaluateAll((all) =>
      all.map((row) => [row.querySelector('a')?.innerText, (row as HTMLElement).innerText] as const),
    );
    return rows.map(
      ([title, text]) => `${title}: ${/(done|not begun|step \d+ of \d+)$/.exec(text.trim())?.[0]}`,
    );
  }

  /** Chooses a file that holds this text, where the button asks for one. */
  async chooseFile(button: string | RegExp, name: string, text: string): Promise<void> {
    const asked = this.page.waitForEvent('filechooser');
    await this.tabTo(this.page.getByRole('button', { name: button }));
    await this.press('Enter');
    await (await asked).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  }

  dialog(name: 'Keys' | 'Bytes of your own'): Locator {
    return this.page.getByRole('dialog', { name, exact: true });
  }

  /** Presses Escape and waits until the dialog is closed and has let go of the keyboard. */
  async leave(dialog: Locator): Promise<void> {
    const closing = await dialog.evaluateHandle((element) => ({
      closed: new Promise<void>((resolve) => {
        element.addEventListener('close', () => resolve(), { once: true });
      }),
      // The browser takes the focus out of what is hidden when it next draws the page.
      hasFocus: () => element.contains(document.activeElement),
    }));
    await this.press('Escape');
    await closing.evaluate(({ closed }) => closed);
    await vi.waitFor(async () => expect(await closing.evaluate(({ hasFocus }) => hasFocus())).toBe(false));
  }
}

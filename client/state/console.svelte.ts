/**
 * The console: TCP connections to the lab, by hand. What crosses them becomes the page's recording when the first bytes
 * are sent, and the connections last until another recording takes its place.
 */
import type { Arrival, Ending, Sender } from '../../lessons/protocol/capture.ts';
import { soon } from '../io/clock.ts';
import { openConsole, type ConsoleLine } from '../io/console.ts';
import type { RunProblem } from '../io/api.ts';
import { CONSOLE } from '../words/console.ts';
import type { Source } from './recording.svelte.ts';
import { Transcript } from './transcript.ts';

export const LINE_ENDS = { CRLF: '\r\n', LF: '\n' } as const;
export type LineEnd = keyof typeof LINE_ENDS;

/** Bytes a second of a slow reader. */
export const SLOW = 100;

/** As many as the server opens for one console. */
const MOST_CONNECTIONS = 8;
const MOST_REMEMBERED = 100;

/** What the console needs of the page: to be what is recorded, and to be seen. */
export interface Stage {
  /** Begins a recording of `source`; what is returned records an arrival, until another recording begins. */
  attend(source: Source): (arrival: Arrival) => void;
  refuse(problem: RunProblem): void;
  /** Shows what comes as it comes. */
  follow(): void;
}

interface Connection {
  readonly number: number;
  readonly endings: readonly { readonly by: Sender; readonly how: Ending }[];
}

const isOpen = ({ endings }: Connection) => endings.length < 2 && !endings.some(({ how }) => how === 'reset');

const encoder = new TextEncoder();

export class Console implements Source {
  readonly #stage: Stage;
  readonly transcript = new Transcript();
  #grown = false;
  #version = $state(0);
  #shown = $state(false);
  #asked = $state(0);
  #connections = $state.raw<readonly Connection[]>([]);
  #current = $state(0);
  #line: ConsoleLine | null = null;
  /** What the learner has asked for last: it is done when that before it has been. */
  #asking: Promise<unknown> = Promise.resolve();
  #record: (arrival: Arrival) => void = () => {};
  #slow = $state(false);
  #remembered: readonly string[] = [];
  /** Steps back from the newest of what was sent. */
  #back = 0;
  /** What is to be sent. */
  text = $state('');
  lineEnd = $state<LineEnd>('CRLF');

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get shown(): boolean {
    return this.#shown;
  }
  /** Counts how often the console was asked for. */
  get asked(): number {
    return this.#asked;
  }
  /** Changes when there is more to print. */
  get version(): number {
    return this.#version;
  }
  get slow(): boolean {
    return this.#slow;
  }
  get startedAt(): number {
    return this.#line?.startedAt ?? 0;
  }

  /** Numbers of the connections that are open. */
  readonly open = $derived(this.#connections.filter(isOpen).map(({ number }) => number));
  readonly live = $derived(this.open.length > 0);
  readonly mayConnect = $derived(this.open.length < MOST_CONNECTIONS);
  /** The connection that bytes go to; 0 before the first. */
  get current(): number {
    return this.#current;
  }
  readonly #standing = $derived(this.#connections.find(({ number }) => number === this.#current));
  /** Whether bytes can be sent without opening a new connection. */
  readonly writable = $derived(this.#standing?.endings.length === 0);
  readonly breakable = $derived(this.#standing !== undefined && isOpen(this.#standing));

  /** How the current connection stands. */
  readonly state = $derived.by(() => {
    if (!this.#standing) return CONSOLE.notConnected;
    const { number, endings } = this.#standing;
    const [first] = endings;
    if (!first) return CONSOLE.connected(number);
    const labMaySend = first.by === 'client' && first.how === 'fin' && endings.length === 1;
    return labMaySend ? CONSOLE.youEndedFirst(number) : CONSOLE.ended[first.by][first.how](number);
  });

  show(): void {
    this.#shown = true;
    this.#asked += 1;
  }

  /** Closes the console and its connections. What was recorded stays. */
  hide(): void {
    this.#shown = false;
    this.#close(CONSOLE.closed);
  }

  /** Sends what was typed, on a new connection where the last one is over. */
  send(): Promise<void> {
    const { text } = this;
    const bytes = encoder.encode(text.replace(/\r\n|\r|\n|$/g, LINE_ENDS[this.lineEnd]));
    this.text = '';
    this.#back = 0;
    if (text !== '' && text !== this.#remembered[0]) {
      this.#remembered = [text, ...this.#remembered].slice(0, MOST_REMEMBERED);
    }
    return this.#inTurn(async () => {
      // Whoever sends the empty line after a head may learn only now that the lab did not wait for it.
      if (text === '' && !this.writable) return;
      if (!this.writable && !(await this.#connect())) {
        this.text ||= text;
        return;
      }
      this.#line?.send(bytes);
      this.#stage.follow();
    });
  }

  /** Opens a new connection to the lab. */
  connect(): Promise<unknown> {
    return this.#inTurn(() => this.#connect());
  }

  #inTurn<T>(what: () => Promise<T>): Promise<T> {
    const done = this.#asking.then(what);
    this.#asking = done;
    return done;
  }

  /** Whether there is one. */
  async #connect(): Promise<boolean> {
    if (!(await this.#begin())) return false;
    const number = this.#connections.length + 1;
    this.#connections = [...this.#connections, { number, endings: [] }];
    this.#current = number;
    this.transcript.say(CONSOLE.opened(number), number);
    this.#show();
    this.#line?.command({ do: 'connect' });
    if (this.#slow) this.#line?.command({ do: 'read', bytesPerSecond: SLOW });
    this.#stage.follow();
    return true;
  }

  use(connection: number): void {
    this.#current = connection;
    this.#line?.command({ do: 'use', connection });
    this.readSlowly(this.#slow);
  }

  end(): void {
    this.#line?.command({ do: 'end' });
  }

  reset(): void {
    this.#line?.command({ do: 'reset' });
  }

  readSlowly(slow: boolean): void {
    this.#slow = slow;
    this.#line?.command({ do: 'read', bytesPerSecond: slow ? SLOW : null });
  }

  /** Puts what was sent before into the field: 1 for the one before, -1 for the one after. Whether there is one. */
  recall(direction: 1 | -1): boolean {
    const back = this.#back + direction;
    if (back < 0 || back > this.#remembered.length) return false;
    this.#back = back;
    this.text = this.#remembered[back - 1] ?? '';
    return true;
  }

  /** Another recording takes the place of this one. */
  discard(): void {
    this.#close(CONSOLE.discarded);
  }

  /** Opens the line to the server, and a recording, unless they are open. */
  async #begin(): Promise<boolean> {
    if (this.#line) return true;
    const line = await openConsole({
      arrived: (arrival) => {
        this.#arrived(arrival);
      },
      notice: (text) => {
        this.transcript.say(text);
        this.#show();
      },
      ended: (done, reason) => {
        this.#close(reason ? CONSOLE.closedByServer(reason) : CONSOLE.serverLost);
        if (!done) this.#stage.refuse(CONSOLE.lost);
      },
    });
    if ('what' in line) {
      this.#stage.refuse(line);
      return false;
    }
    this.#record = this.#stage.attend(this);
    this.#line = line;
    return true;
  }

  #arrived(arrival: Arrival): void {
    const { from, connection: number, bytes, ending } = arrival;
    this.#record(arrival);
    if (bytes.length > 0) this.transcript.add(from, number, bytes);
    if (ending !== null) this.#ended(number, from, ending);
    this.#show();
  }

  #ended(number: number, by: Sender, how: Ending): void {
    const before = this.#connections.find((each) => each.number === number)?.endings ?? [];
    this.#connections = this.#connections.map((each) =>
      each.number === number ? { ...each, endings: [...before, { by, how }] } : each,
    );
    const words = by === 'client' && before.length > 0 ? CONSOLE.yourSideThen : CONSOLE.ended[by];
    this.transcript.say(words[how](number), number);
  }

  #close(why: string): void {
    if (!this.#line) return;
    this.#line.close();
    this.#line = null;
    this.#connections = [];
    this.#current = 0;
    this.transcript.say(why);
    this.#show();
  }

  #show(): void {
    if (this.#grown) return;
    this.#grown = true;
    soon(() => {
      this.#grown = false;
      this.transcript.flush();
      this.#version += 1;
    });
  }
}

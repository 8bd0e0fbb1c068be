/**
 * The EventSource client, HTML 9.2.2 to 9.2.4, without I/O: what happened comes in, what is to be done goes out as
 * commands. All decisions are rows of `event-source-table.ts`; this follows them, and keeps what they say to keep.
 */
import {
  CONDITIONS,
  IMPOSSIBLE,
  TRANSITIONS,
  type Command,
  type Input,
  type State,
  type Transition,
} from './event-source-table.ts';
import { encodeUtf8 } from './utf8.ts';

/** What an EventSource object is at one moment. Never changed: each input gives a new one. */
export interface Client {
  readonly state: State;
  /** Where the next fetch goes: the URL of the constructor, or of the last redirect. Empty before. */
  readonly url: string;
  /** Milliseconds. */
  readonly reconnectionTime: number;
  readonly lastEventId: string;
}

/**
 * Before the constructor. HTML 9.2.2: the reconnection time is first "an implementation-defined value, probably in
 * the region of a few seconds". Three here.
 */
export const NO_CLIENT: Client = { state: 'new', url: '', reconnectionTime: 3000, lastEventId: '' };

export interface Step {
  readonly client: Client;
  /** To be done in this order. */
  readonly commands: readonly Command[];
  /** The row of the table that was followed. */
  readonly transition: Transition;
}

/** What an input leads to. Throws an Error that names both when this input cannot come in this state. */
export function step(client: Client, input: Input): Step {
  const transition = TRANSITIONS.find(
    ({ from, on, when }) =>
      from === client.state && on === input.on && (when === null || CONDITIONS[when](input)),
  );
  if (transition === undefined) throw new Error(impossible(client.state, input.on));
  const next = { ...client, ...kept(transition.keeps, input), state: transition.to };
  return { client: next, commands: transition.commands.map((name) => command(name, next)), transition };
}

function impossible(state: State, on: Input['on']): string {
  const why = IMPOSSIBLE.find((pairs) => pairs.from.includes(state) && pairs.on.includes(on));
  return `The input "${on}" cannot come in the state "${state}": ${why?.reason ?? 'no row is for it'}.`;
}

function kept(what: Transition['keeps'], input: Input): Partial<Client> {
  if (what === 'URL' && 'url' in input) return { url: input.url };
  if (what === 'reconnection time' && 'ms' in input) return { reconnectionTime: input.ms };
  if (what === 'last event ID string' && 'lastEventId' in input) return { lastEventId: input.lastEventId };
  return {};
}

function command(name: Command['do'], { url, reconnectionTime, lastEventId }: Client): Command {
  switch (name) {
    case 'fetch':
      return { do: 'fetch', url, headers: requestHeaders(lastEventId), cache: 'no-store' };
    case 'wait':
      return { do: 'wait', ms: reconnectionTime };
    default:
      return { do: name };
  }
}

/** HTML 9.2.3: Last-Event-ID is set when "the last event ID string is not the empty string". */
function requestHeaders(lastEventId: string): (readonly [string, Uint8Array])[] {
  const accept = ['Accept', encodeUtf8('text/event-stream')] as const;
  return lastEventId === '' ? [accept] : [accept, ['Last-Event-ID', encodeUtf8(lastEventId)]];
}

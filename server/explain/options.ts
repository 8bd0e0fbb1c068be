/** What the command line asks for. */
import { parseArgs } from 'node:util';
import type { Protocol } from '../../lessons/protocol/protocol.ts';

export const USAGE = `curl -sN --raw -i URL | npm run -s explain
npm run -s explain -- [options] [file ...]

Says what every byte of an event stream is, with the HTTP around it, as it arrives.
A file is what one side of a connection sent; - is standard input.

  --as PROTOCOL          http, http2 or event-stream (default: told by the first bytes)
  --json                 one line of JSON for each input: events and problems
  --color, --no-color    with colours, or without (default: with, on a terminal)
  --help                 this text

Exits with 0, or with 2 when an input cannot be read or an option is wrong.
At most 512 MiB of an input are explained.`;

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['http', 'http1'],
  ['http2', 'http2'],
  ['event-stream', 'event-stream'],
]);

export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  /** Null: told by the first bytes. */
  readonly as: Protocol | null;
  /** Null: as the terminal and the environment say. */
  readonly colour: boolean | null;
  /** Paths; `-` is standard input. */
  readonly inputs: readonly string[];
}

/** Throws an Error that says what is wrong with the arguments. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const as = values.as === undefined ? null : PROTOCOLS.get(values.as);
  if (as === undefined) throw new Error(`--as must be one of ${[...PROTOCOLS.keys()].join(', ')}`);
  return {
    help: values.help,
    json: values.json,
    as,
    colour: values['no-color'] ? false : values.color ? true : null,
    inputs: positionals,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        json: { type: 'boolean', default: false },
        color: { type: 'boolean', default: false },
        'no-color': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // What follows the first sentence is advice to programmers.
    throw new Error((error as Error).message.split(/\. |\n/, 1)[0], { cause: error });
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether to use colours where no option says it: https://no-color.org and https://force-color.org, then the terminal. */
export function wantsColour(env: Environment, isTerminal: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return isTerminal && terminal !== 'dumb';
}

const WITHOUT_TERMINAL = 120;

/** Cells of a line: of the terminal, or as COLUMNS says, or 120. */
export function widthOf(env: Environment, columns: number | undefined): number {
  const said = Number(env['COLUMNS']);
  return columns ?? (Number.isInteger(said) && said > 0 ? said : WITHOUT_TERMINAL);
}

/**
 * `npm run -s explain`: what every byte of an event stream is, for an engineer's terminal. Exits with 0; with 2 when an
 * input cannot be read, or an option is wrong; with 130 when it is interrupted.
 */
import { explain } from './explain.ts';
import { causeOf, nameOf, readsOf, STANDARD_INPUT, startedIn } from './input.ts';
import { readOptions, USAGE, wantsColour, widthOf, type Options } from './options.ts';
import { Output } from './output.ts';
import { inColour, withoutColour } from './paint.ts';
import { visible } from './visible.ts';

const FAILED = 2;
const INTERRUPTED = 130;

const { stdin, stdout, env } = process;

// `explain | head` has read enough.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? process.exitCode : FAILED);
});
process.on('SIGINT', () => process.exit(INTERRUPTED));

function fail(message: string): void {
  process.stderr.write(`explain: ${message}\n`);
  process.exitCode = FAILED;
}

async function run({ json, as, colour, inputs }: Options): Promise<void> {
  const paint = (colour ?? wantsColour(env, stdout.isTTY)) ? inColour : withoutColour;
  const output = new Output(stdout);
  const folder = startedIn(env);
  for (const input of inputs.length === 0 ? [STANDARD_INPUT] : inputs) {
    if (!json) output.separate();
    const look = { paint, width: widthOf(env, stdout.columns) };
    try {
      await explain(readsOf(input, folder), { name: nameOf(input), as, json, look, output });
    } catch (error) {
      fail(`${visible(nameOf(input))}: ${visible(causeOf(error))}`);
    }
  }
}

function options(): Options | null {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    fail(`${visible((error as Error).message)}\n\n${USAGE}`);
    return null;
  }
}

const asked = options();
if (asked?.help) stdout.write(`${USAGE}\n`);
else if (asked?.inputs.length === 0 && stdin.isTTY) fail(`nothing to explain\n\n${USAGE}`);
else if (asked !== null) await run(asked);

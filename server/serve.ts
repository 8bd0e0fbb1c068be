/** A whole life of the server: start, say where, and end on SIGINT or SIGTERM. */
import { readSettings, StartError } from './settings.ts';
import { start, type PageMaker } from './start.ts';

/** Exit codes: 0 after a signal, 1 when it cannot start, with one line on stderr. */
export async function serve(makePage: PageMaker): Promise<void> {
  try {
    const playground = await start(readSettings(process.env), makePage);
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => {
        playground.close();
        process.exit(0);
      });
    }
    console.log(`SSE Playground: ${playground.page}`);
    console.log(`The lab listens on ${playground.lab}`);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  }
}

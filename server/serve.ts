/** A whole life of the server: start, say where, and end on SIGINT or SIGTERM, also when npm got it. */
import { readSettings } from './settings.ts';
import { StartError } from './start-error.ts';
import { start, type PageMaker } from './start.ts';

/** Exit codes: 0 after a signal, 1 when it cannot start, with one line on stderr. */
export async function serve(makePage: PageMaker): Promise<void> {
  try {
    const playground = await start(readSettings(process.env), makePage);
    let ending = false;
    const end = () => {
      // Whoever asks twice does not want to wait.
      if (ending) process.exit(0);
      ending = true;
      void playground.end().then(() => process.exit(0));
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
    whenLeftByNpm(end);
    console.log(`SSE Playground: ${playground.page}`);
    console.log(`The lab listens on ${playground.lab} and, for HTTP/2, on ${playground.labTls}`);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  }
}

/** npm hands a signal to the shell that it runs a script in, and the shell ends without handing it on to us. */
function whenLeftByNpm(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    end();
  }, 200);
  timer.unref();
}

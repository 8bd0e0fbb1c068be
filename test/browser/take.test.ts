/**
 * What the lessons give to take along really runs: the server by Node, the line for the terminal by curl, and the code for
 * a page in a page of that server.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, vi } from 'vitest';
import { TAKE_PORT, type Take } from '../../lessons/schema/take.ts';
import { projectRoot } from '../../server/page.ts';
import { shippedLessons } from './shipped.ts';
import { test as base } from './stage.ts';

const FOLDER = path.join(projectRoot(), 'test', '.output', 'take');
const WAIT = { timeout: 20_000, interval: 50 };

const takes = shippedLessons.flatMap(({ slug, steps }) =>
  steps.flatMap(({ take }) => (take ? [{ slug, take }] : [])),
);

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Ends a program, however it takes that. */
async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill('SIGKILL');
  await once(program, 'exit');
}

// Vitest reads from the pattern of the first parameter which fixtures are used.
const test = base.extend('serve', ({ playground: _ }, { onCleanup }) => {
  const programs: ChildProcess[] = [];
  onCleanup(async () => {
    await Promise.all(programs.map(stop));
  });
  /** Runs the server of a lesson on a port of its own; what asks it is rewritten to that port. */
  return async (slug: string, { server, curl }: Take) => {
    const port = await freePort();
    const ported = (code: string) => code.replaceAll(String(TAKE_PORT), String(port));
    const file = path.join(FOLDER, slug, 'server.mjs');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, ported(server));
    const program = spawn(process.execPath, [file], { stdio: ['ignore', 'ignore', 'pipe'] });
    programs.push(program);
    let said = '';
    program.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    await vi.waitFor(async () => {
      if (program.exitCode !== null) throw new Error(`the server of ${slug} has ended: ${said}`);
      const socket = net.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    }, WAIT);
    // In the place of the shell, so that it ends when it is told to.
    const asking = spawn(`exec ${ported(curl)}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    programs.push(asking);
    return { origin: `http://localhost:${port}`, asking };
  };
});

/** An empty page of this origin, whatever the server would answer, and what is logged in it. */
async function emptyPage(page: Page, origin: string): Promise<string[]> {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(...message.text().split('\n')));
  page.on('pageerror', (error) => lines.push(`uncaught: ${error.message}`));
  await page.route(`${origin}/`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>A page</title>' }),
  );
  await page.goto(`${origin}/`);
  return lines;
}

describe('what is given to take along', () => {
  for (const { slug, take } of takes) {
    test.concurrent(`runs, in “${slug}”`, async ({ serve, newContext }) => {
      const { origin, asking } = await serve(slug, take);
      let output = '';
      asking.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
      await vi.waitFor(() => {
        let at = 0;
        for (const text of take.shows) {
          const found = output.indexOf(text, at);
          if (found < 0) throw new Error(`curl does not show ${JSON.stringify(text)} in ${output}`);
          at = found + text.length;
        }
      }, WAIT);
      await stop(asking);
      if (take.client === undefined) return;

      const context = await newContext();
      const page = await context.newPage();
      const lines = await emptyPage(page, origin);
      await page.addScriptTag({ type: 'module', content: take.client });
      await vi.waitFor(() => {
        expect(lines.slice(0, take.prints?.length)).toEqual(take.prints);
      }, WAIT);
      await page.close();
    });
  }
});

/** A server that goes away: all of it, or only the lab. The page says so, keeps what it has, and starts again. */
import http from 'node:http';
import { describe, expect, onTestFinished } from 'vitest';
import type { BrowserContext } from 'playwright';
import { createApp } from '../../server/app.ts';
import { feeds } from '../../server/feed.ts';
import { certificateFor } from '../../server/certificate.ts';
import { createLab } from '../../server/lab/lab.ts';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { createLog } from '../../server/log.ts';
import { readSettings } from '../../server/settings.ts';
import { listen } from '../../server/listen.ts';
import { builtPage } from '../../server/page.ts';
import { Runs } from '../../server/runs.ts';
import { start, type Playground } from '../../server/start.ts';
import { serveUpgrades } from '../../server/upgrades.ts';
import { postRun } from '../server/clients.ts';
import { PlaygroundPage } from './playground-page.ts';
import { builtDist } from './built-dist.ts';
import { test } from './stage.ts';

/** A step whose stream stays open, with several events to come. */
const address = 'the-response-that-never-ends/1';

const portOf = (url: string) => Number(new URL(url).port);

/** A playground of its own for the test, which may close it and open it again on the same ports. */
async function servePlayground(previous?: Playground, env: NodeJS.ProcessEnv = {}): Promise<Playground> {
  const portAgain = (url: string | undefined) => String(url === undefined ? 0 : portOf(url));
  const settings = readSettings({
    PORT: portAgain(previous?.page),
    LAB_PORT: portAgain(previous?.lab),
    LAB_TLS_PORT: portAgain(previous?.labTls),
    ...env,
  });
  const playground = await start(settings, () => builtPage(builtDist()));
  onTestFinished(() => {
    playground.close();
  });
  return playground;
}

/** A playground whose lab can be closed, and opened again on its port, while the page's server goes on. */
async function serveInParts() {
  const runs = new Runs();
  const server = http.createServer();
  const parts = { runs, limits: DEFAULT_LIMITS, loopbackOnly: true, log: createLog('silent') };
  const certificate = await certificateFor({ certificate: null });
  const where = { host: null, connections: DEFAULT_LIMITS.connections };
  const openLab = (port: number) =>
    listen(
      { variable: 'LAB_PORT', port },
      where,
      createLab({ ...parts, certificate, ports: () => ({ port, tlsPort: 0 }) }).accept,
    );
  let lab = await openLab(0);
  const labPort = lab.port;
  server.on(
    'request',
    createApp({ ...parts, lab: () => ({ port: labPort, tlsPort: 0 }), page: builtPage(builtDist()) }),
  );
  serveUpgrades(server, [feeds(parts)], parts.loopbackOnly);
  const page = await listen({ variable: 'PORT', port: 0 }, where, (socket) =>
    server.emit('connection', socket),
  );
  onTestFinished(() => {
    page.close();
    lab.close();
  });
  return {
    page: `http://localhost:${page.port}/`,
    labPort,
    closeLab() {
      lab.close();
    },
    async openLab() {
      lab = await openLab(labPort);
    },
  };
}

async function openPage(context: BrowserContext, origin: string): Promise<PlaygroundPage> {
  return PlaygroundPage.open(await context.newPage(), origin.replace(/\/$/, ''), address);
}

/** Steps by event from the start to the end of what was recorded. */
async function expectSteps(page: PlaygroundPage, recorded: number): Promise<void> {
  await page.press('Home', 'e');
  expect(await page.offset()).toBe(0);
  for (let before = -1; before < (await page.offset());) {
    before = await page.offset();
    await page.press('ArrowRight');
  }
  expect(await page.offset()).toBe(recorded);
  expect(await page.eventCards.count()).toBeGreaterThan(0);
}

describe('when the server goes away while a stream is open', () => {
  test('the page says so and what to do, and what was captured can be stepped', async ({ newContext }) => {
    const playground = await servePlayground();
    const page = await openPage(await newContext(), playground.page);
    await page.start();
    await page.untilRecorded(1);
    await page.press('End');
    await expect.poll(() => page.eventCards.count()).toBeGreaterThan(0);
    const recorded = await page.recorded();

    playground.close();
    await page.alert.waitFor();
    expect(await page.alert.innerText()).toMatch(/server was lost.*npm start/s);
    expect(await page.streaming()).toBe(false);
    expect(await page.recorded()).toBeGreaterThanOrEqual(recorded);
    await expectSteps(page, await page.recorded());
  });

  test('the page is told when newer runs needed the room of its own', async ({ newContext }) => {
    const playground = await servePlayground(undefined, { LIMITS: 'runs=1' });
    const page = await openPage(await newContext(), playground.page);
    await page.start();
    await page.untilRecorded(1);
    await page.press('s');
    await page.page.getByText('closed by you, recorded').waitFor();
    const recorded = await page.recorded();

    await expect
      .poll(async () => (await postRun(playground.page.slice(0, -1), '{"steps": []}')).status)
      .toBe(201);
    await page.alert.waitFor();
    expect(await page.alert.innerText()).toMatch(/recording ends here. Newer runs needed its room/);
    expect(await page.recorded()).toBeGreaterThanOrEqual(recorded);
    await expectSteps(page, await page.recorded());
  });

  test('a console says so, keeps what was recorded and what is typed next', async ({ newContext }) => {
    const playground = await servePlayground();
    const page = await openPage(await newContext(), playground.page);
    await page.press('t');
    await page.typed.fill('GET /stream HTTP/1.1\nHost: localhost\n');
    await page.press('Enter');
    await expect.poll(() => page.eventCards.count()).toBeGreaterThan(0);

    await playground.end();
    await expect.poll(() => page.alert.innerText()).toMatch(/server was lost.*npm start/s);
    expect(await page.connection()).toBe('not connected');
    await expect.poll(() => page.transcript()).toContain('The server closed the console: The server ends.');
    expect(await page.eventCards.count()).toBeGreaterThan(0);

    const recorded = await page.recorded();
    await page.typed.fill('hello');
    await page.press('Enter');
    await expect.poll(() => page.alert.innerText()).toMatch(/console cannot be opened.*npm start/s);
    expect(await page.typed.inputValue()).toBe('hello');
    expect(await page.recorded()).toBe(recorded);
  });

  test('what was not loaded before cannot be opened: the page says so, and takes keys as before', async ({
    newContext,
  }) => {
    const playground = await servePlayground();
    const page = await openPage(await newContext(), playground.page);
    playground.close();
    await page.press('m');
    await expect.poll(() => page.alert.innerText()).toMatch(/server does not answer.*npm start/s);
    await page.press('?');
    await page.dialog('Keys').waitFor();
  });

  test('starting while it is gone says so and keeps the capture; when it is back, Start works', async ({
    newContext,
  }) => {
    const playground = await servePlayground();
    const page = await openPage(await newContext(), playground.page);
    await page.start();
    await page.untilRecorded(1);
    playground.close();
    await expect.poll(() => page.alert.innerText()).toMatch(/the recording ends here/);
    const recorded = await page.recorded();

    await page.press('s');
    await expect.poll(() => page.alert.innerText()).toMatch(/server does not answer.*npm start/s);
    expect(await page.streaming()).toBe(false);
    expect(await page.recorded()).toBe(recorded);

    await servePlayground(playground);
    await page.start();
    await page.press('End');
    await expect.poll(() => page.eventCards.count(), { timeout: 10_000 }).toBe(3);
    expect(await page.alert.count()).toBe(0);
  });
});

describe('when only the lab is out of reach', () => {
  test('starting says that it cannot be reached, and where it should be', async ({ newContext }) => {
    const parts = await serveInParts();
    parts.closeLab();
    const page = await openPage(await newContext(), parts.page);
    await page.press('s');
    await page.alert.waitFor();
    const said = await page.alert.innerText();
    expect(said).toMatch(/lab at .* cannot be reached/);
    expect(said).toContain(`:${parts.labPort} `);
    expect(said).toMatch(/npm start/);
    expect(await page.recorded()).toBe(0);
  });

  test('a stream that loses it keeps its capture, and goes on when the lab is back', async ({
    newContext,
  }) => {
    const parts = await serveInParts();
    const page = await openPage(await newContext(), parts.page);
    await page.start();
    await page.untilRecorded(1);
    parts.closeLab();
    await page.alert.waitFor();
    expect(await page.alert.innerText()).toMatch(/lab at .* cannot be reached/);
    const recorded = await page.recorded();
    await expectSteps(page, recorded);

    await parts.openLab();
    await page.untilRecorded(recorded + 1);
    await page.press('End');
    await expect.poll(() => page.eventCards.count(), { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
    expect(await page.alert.count()).toBe(0);
  });
});

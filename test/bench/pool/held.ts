/**
 * `npm run bench -- held`: six streams to one host, held open by the built page in a real Chromium for minutes. From time
 * to time the page has to answer, its own origin too, and a second tab has to play a lesson.
 */
import type { CDPSession, Page } from 'playwright';
import { writeWorkload } from '../../../client/state/workload-text.ts';
import { builtDist } from '../../browser/built-dist.ts';
import { launchChromium } from '../../browser/chromium.ts';
import { streams, workload } from '../../lessons/protocol/connection-pool/play.ts';
import { openPlayground } from '../../server/clients.ts';
import { FLAT, growth } from '../lab/soak/verdicts.ts';
import { digits, verdict, type Figure, type Table } from '../table.ts';

const SECOND = 1000;
const MIB = 1 << 20;
/** How often is looked, in milliseconds, unless the whole is too short for that. */
const OFTEN = 60 * SECOND;
const LOOKS = 6;
/** No answer within so many milliseconds is none. */
const PATIENCE = 10 * SECOND;
interface Look {
  /** Streams that the lab has open, and on how many connections. */
  readonly open: number;
  readonly connections: number;
  /** Milliseconds; null: nothing within `PATIENCE`. */
  readonly painted: number | null;
  readonly answered: number | null;
  readonly played: number | null;
  /** Bytes. */
  readonly heap: number;
}

/** Milliseconds until it is done; null when it is not within `PATIENCE`. */
async function timed(done: () => Promise<unknown>): Promise<number | null> {
  const began = performance.now();
  try {
    await Promise.race([done(), new Promise((_, reject) => setTimeout(reject, PATIENCE))]);
    return performance.now() - began;
  } catch {
    return null;
  }
}

/** The page's next picture is made. */
const paint = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));

async function playLesson(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/#/a-chunk-is-not-an-event/2`);
  await page.reload();
  await page.getByRole('region', { name: 'Wire' }).waitFor();
  await page.keyboard.press('s');
  await page.getByText('0 of 325 bytes').waitFor();
}

/** `say` is told a line from time to time. */
export async function held(minutes: number, say: (line: string) => void): Promise<Table> {
  const playground = await openPlayground(builtDist());
  const { page: origin } = playground;
  const browser = await launchChromium();
  try {
    const whole = minutes * 60 * SECOND;
    const context = await browser.newContext();
    const page = await context.newPage();
    const id = await startWorkload(page, origin, whole);
    const other = await context.newPage();
    await page.bringToFront();
    const devtools = await context.newCDPSession(page);
    const began = performance.now();
    const looks: Look[] = [];
    const every = Math.min(OFTEN, whole / LOOKS);
    while (performance.now() - began < whole - every) {
      await new Promise((resolve) => setTimeout(resolve, every));
      const look = await lookAt(page, other, devtools, `${origin}/api/workloads/${id}`);
      looks.push(look);
      say(lineOf((performance.now() - began) / SECOND, look));
    }
    const agrees = page.getByRole('heading', { name: /^Agrees on/ });
    await agrees.waitFor({ timeout: 2 * every + PATIENCE });
    return tableOf(minutes, looks, (await agrees.textContent())?.trim() ?? '');
  } finally {
    await browser.close();
    playground.close();
  }
}

/** The identifier of the run. */
async function startWorkload(page: Page, origin: string, until: number): Promise<string> {
  await page.goto(`${origin}/#/connections`);
  await page.getByRole('heading', { name: 'Model' }).waitFor();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'The workload as text' });
  await dialog.getByRole('textbox').fill(writeWorkload(workload(streams(6), { until })));
  await dialog.getByRole('button', { name: 'Use this workload' }).click();
  const created = page.waitForResponse((response) => response.url().endsWith('/api/workloads'));
  await page.keyboard.press('r');
  const { id } = (await (await created).json()) as { id: string };
  await page
    .getByText(/^6 of 6 busy/)
    .first()
    .waitFor();
  return id;
}

async function lookAt(page: Page, other: Page, devtools: CDPSession, api: string): Promise<Look> {
  const painted = await timed(() => paint(page));
  const answered = await timed(() =>
    page.evaluate(() => fetch('/', { cache: 'no-store' }).then((answer) => answer.text())),
  );
  const played = await timed(() => playLesson(other, new URL(api).origin));
  await page.bringToFront();
  const { requests, connections } = (await (await fetch(api)).json()) as {
    requests: { endedAt: number | null }[];
    connections: { closedAt: number | null }[];
  };
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return {
    open: requests.filter(({ endedAt }) => endedAt === null).length,
    connections: connections.filter(({ closedAt }) => closedAt === null).length,
    painted,
    answered,
    played,
    heap: usedSize,
  };
}

const lineOf = (seconds: number, { open, connections, painted, answered, played, heap }: Look): string =>
  [
    `${seconds.toFixed(0).padStart(5)} s`,
    `${open} streams on ${connections} connections`,
    `painted in ${digits(painted)} ms`,
    `page's origin answered in ${digits(answered)} ms`,
    `lesson in another tab after ${digits(played)} ms`,
    `heap ${digits(heap / MIB)} MiB`,
  ].join(' | ');

function tableOf(minutes: number, looks: readonly Look[], agreement: string): Table {
  const share = (name: string, is: (look: Look) => boolean): Figure => {
    return { name, value: (100 * looks.filter(is).length) / looks.length, unit: '%', target: { least: 100 } };
  };
  const figures = [
    share(
      'six streams were open, on six connections',
      ({ open, connections }) => open === 6 && connections === 6,
    ),
    share('the page painted', ({ painted }) => painted !== null),
    share("the page's own origin answered", ({ answered }) => answered !== null),
    share('a lesson in another tab was played', ({ played }) => played !== null),
    {
      name: 'heap of the page, last third beside the first',
      value: growth(looks.map(({ heap }) => heap)),
      unit: 'x',
      target: { most: FLAT },
    },
  ];
  return {
    title: `Six streams held open for ${minutes} min, looked at ${looks.length} times`,
    columns: ['what', 'is', 'unit', 'verdict'],
    rows: figures.map((figure) => [figure.name, digits(figure.value), figure.unit, verdict(figure)]),
    notes: [`At the end the page says: ${agreement}`],
    figures,
  };
}

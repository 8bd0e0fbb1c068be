/** Any stream: one to start from, switches and text, and HTTP/2 with the certificate that a browser asks about once. */
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { GALLERY } from '../../lessons/scenario/gallery.ts';
import { test } from './stage.ts';

const choose = 'Any stream';

describe('the bench', () => {
  test('starts a stream that was chosen, changed by a switch and by hand', async ({ open }) => {
    const { page } = await open();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: choose });
    await dialog.getByRole('button', { name: /^HTTP\/1\.1, in chunks/ }).click();
    await dialog.getByRole('button', { name: 'Byte order mark' }).click();
    await dialog.getByRole('group', { name: 'Line ends' }).getByRole('button', { name: 'CRLF' }).click();
    const text = dialog.getByLabel('Scenario');
    expect(await text.inputValue()).toBe(
      'bom: true\nlineEnd: crlf\nsteps:\n  - { event: { event: login, data: ada } }\n  - { wait: 400 }\n  - { event: { event: message, data: hello } }\nthen: hold\n',
    );
    await text.fill((await text.inputValue()).replace('ada', 'grace').replace('wait: 400', 'wait: 1'));
    await dialog.getByRole('button', { name: 'Start this stream' }).click();
    await page.getByText('grace').first().waitFor();
    await page.keyboard.press('End');
    await page.getByText('2 dispatched').waitFor();
    await page.getByText('browser: the same').waitFor();
  });

  test('says what is wrong with a scenario, by its line, and starts none', async ({ open }) => {
    const { page } = await open();
    await page.getByRole('button', { name: choose }).click();
    const dialog = page.getByRole('dialog', { name: choose });
    await dialog.getByLabel('Scenario').fill('steps:\n  - { wait: 1 }\n  - { sleep: 1 }\n');
    await dialog.getByText(/Line 3: steps\.1: unknown key "sleep"/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Start this stream' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Scenario').fill('protocol: HTTP/1.0\nframing: chunked\nsteps: []\n');
    await dialog.getByText(/Line 2: framing: HTTP\/1\.0 knows no chunks/).waitFor();
  });

  test('can be chosen out of what does not fit together', async ({ open }) => {
    const { page } = await open();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: choose });
    const choice = (group: string, name: string) =>
      dialog.getByRole('group', { name: group }).getByRole('button', { name, exact: true });
    await choice('Protocol', 'HTTP/1.0').click();
    expect(await choice('Framing', 'close').getAttribute('aria-pressed')).toBe('true');
    expect(await choice('Framing', 'chunked').count()).toBe(0);
    await choice('Compression', 'flush').click();
    await dialog.getByText(/Line 2: gzip: goes with chunks/).waitFor();
    await choice('Protocol', 'HTTP/1.1').click();
    expect(await dialog.getByLabel('Scenario').inputValue()).toMatch(/^gzip: flush\nsteps:/);
    expect(await dialog.getByRole('button', { name: 'Start this stream' }).isEnabled()).toBe(true);
  });

  test('is chosen from and started with the keyboard alone', async ({ open }) => {
    const playground = await open();
    const { page } = playground;
    await page.keyboard.press('m');
    const streams = page.getByRole('toolbar', { name: 'Streams to start from' }).getByRole('button');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await expect.poll(focused).toMatch(/^HTTP\/1\.1, in chunks/);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await streams.last().getAttribute('aria-pressed')).toBe('true');
    // Tab leaves the list.
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('HTTP/1.1');
    await playground.tabTo(page.getByLabel('Scenario'));
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('End');
    await page.getByText('1 dispatched').waitFor();
  });

  test('gives a curl command that plays the scenario', async ({ open }) => {
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('m');
    await page.getByLabel('Scenario').fill('steps:\n  - { event: { data: by curl } }\nthen: end\n');
    await page.getByRole('button', { name: 'Copy curl' }).click();
    await page.getByRole('button', { name: 'Copied curl' }).waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('dialog', { name: choose }).getByText(command).waitFor();
    const url = /"(http:[^"]+)"$/.exec(command)?.[1] ?? '';
    expect(await (await fetch(url)).text()).toBe('data: by curl\n\n');
    // It is a command for this text alone.
    await page.getByLabel('Scenario').fill('steps: []\n');
    await page.getByRole('button', { name: 'Copy curl' }).waitFor();
    expect(await page.getByText(command).count()).toBe(0);
  });

  test('keeps the scenario for the next time', async ({ open }) => {
    const { page } = await open();
    await page.keyboard.press('m');
    await page.getByLabel('Scenario').fill('steps: []\nthen: end\n');
    await page.keyboard.press('Escape');
    await page.reload();
    await page.keyboard.press('m');
    expect(await page.getByLabel('Scenario').inputValue()).toBe('steps: []\nthen: end\n');
  });

  test('stops a stream of its own', async ({ open }) => {
    const { page } = await open();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Start this stream' }).click();
    await page.getByRole('button', { name: 'Close this stream' }).click();
    await page.getByText('closed by you, recorded').waitFor();
  });
});

describe('HTTP/2', () => {
  const startHttp2 = 'HTTP/2 The same events';

  test('asks the learner about the certificate once, and starts by itself when it is accepted', async ({
    open,
  }) => {
    const { page } = await open();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: startHttp2 }).click();
    await page.getByRole('button', { name: 'Start this stream' }).click();
    const dialog = page.getByRole('dialog', { name: 'HTTP/2 needs a certificate' });
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      dialog.getByRole('link', { name: /Open the lab/ }).click(),
    ]);
    await tab.waitForLoadState();
    // What Chromium's warning takes for "proceed", in place of two clicks on a page that no test can reach.
    await tab.keyboard.type('thisisunsafe');
    await tab.getByRole('heading', { name: 'The lab of the SSE Playground' }).waitFor();
    await tab.close();
    await page.getByText('live, HTTP/2 on one TCP connection').waitFor();
    await page.keyboard.press('End');
    await page.getByText('2 dispatched').waitFor();
    await page.getByText('browser: the same').waitFor();

    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Start this stream' }).click();
    await page.getByText('live, HTTP/2 on one TCP connection').waitFor();
    expect(await dialog.isVisible()).toBe(false);
  });

  test('is given up with the dialog, and what was there stays', async ({ open }) => {
    const { page } = await open();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: startHttp2 }).click();
    await page.getByRole('button', { name: 'Start this stream' }).click();
    await page.getByRole('button', { name: 'Do not start' }).click();
    await page.getByText('no stream', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Start stream' }).isEnabled()).toBe(true);
  });
});

describe('a link', () => {
  test('opens the page with its scenario, which is kept only when it is changed', async ({ open }) => {
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('m');
    await page.getByLabel('Scenario').fill('steps:\n  - { event: { data: "50 % & #1" } }\nthen: hold\n');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByLabel('Scenario').fill('steps: []\n');

    const other = await page.context().newPage();
    await other.goto(link);
    await expect
      .poll(() => other.getByLabel('Scenario').inputValue())
      .toBe('steps:\n  - { event: { data: "50 % & #1" } }\nthen: hold\n');
    await other.getByRole('button', { name: 'Start this stream' }).click();
    await other.keyboard.press('End');
    await other.getByText('1 dispatched').waitFor();
    await other.goto(new URL('/', link).href);
    await other.keyboard.press('m');
    expect(await other.getByLabel('Scenario').inputValue()).toBe('steps: []\n');
  });

  test('is not made of what is too long for one', async ({ open }) => {
    const { page } = await open();
    await page.keyboard.press('m');
    await page.getByLabel('Scenario').fill(`# ${'x'.repeat(9000)}\nsteps: []\n`);
    expect(await page.getByRole('button', { name: 'Copy link' }).isDisabled()).toBe(true);
  });
});

describe('notifications in four ways', () => {
  /** The cells of a row of the comparison, its head among them. */
  const row = async (page: Page, name: string) => {
    const cells = page.getByRole('row', { name: new RegExp(`^${name}`) }).locator('th, td');
    return (await cells.allTextContents()).map((text) => text.replaceAll('\u00ad', '').trim());
  };

  async function start(page: Page, title: string) {
    await page.keyboard.press('m');
    await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
    await page.getByRole('button', { name: 'Start this stream' }).click();
  }

  test('are compared at the cursor, forward and backward, down to the bytes', async ({ open }) => {
    const { page } = await open();
    await start(page, 'Very much news');
    await page.getByText('over, recorded').waitFor();
    await page.keyboard.press('End');
    await expect.poll(() => row(page, 'Came')).toEqual(['Came', '100', '100', '100', '100']);
    const [, polls, long, stream, socket] = (await row(page, 'Requests')).map(Number);
    expect([stream, socket]).toEqual([1, 1]);
    expect(polls).toBeLessThan(12);
    expect(long).toBeGreaterThan(polls ?? 0);
    expect(await row(page, '')).toContain('Long polling');

    // A click on a delay goes back to the byte that ended it, in every pane.
    expect(await page.getByRole('row', { name: /^1 message/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Show 40 of 60 earlier ones' }).click();
    await page.getByRole('button', { name: 'Show 20 of 20 earlier ones' }).click();
    const first = page.getByRole('row', { name: /^1 message/ });
    await first.getByRole('button').nth(3).click();
    await page.getByText('WebSocket frame 1, text').first().waitFor();
    expect((await row(page, 'Came'))[4]).toBe('1');
    await page.keyboard.press('Home');
    await page.getByText('Nothing has happened yet').waitFor();
    expect(await row(page, 'Requests')).toEqual(['Requests', '0', '0', '0', '0']);
  });

  test('are missed by who was offline, unless it says what it has', async ({ open }) => {
    const { page } = await open();
    await start(page, 'Offline, and nobody remembers');
    await page.getByText('over, recorded').waitFor();
    await page.keyboard.press('End');
    await expect.poll(() => row(page, 'Came')).toEqual(['Came', '5', '5', '3', '3']);
    expect((await row(page, '2 message')).slice(3)).toEqual(['missed', 'missed']);

    await start(page, 'Offline, then caught up');
    await page.getByText('over, recorded').waitFor();
    await page.keyboard.press('End');
    await expect.poll(() => row(page, 'Came')).toEqual(['Came', '5', '5', '5', '5']);
    await page.getByText('offline from 1.0 s to 3.0 s').waitFor();
  });
});

/** How many events of each have been dispatched soon after its start, when nobody steps in. */
const DISPATCHED: Record<string, number> = {
  'http-1-1': 2,
  'http-1-0': 2,
  'http-2': 2,
  length: 2,
  split: 2,
  character: 1,
  crlf: 1,
  'blank-line': 1,
  'line-ends': 3,
  flush: 1,
  'proxy-buffer': 5,
  idle: 3,
  heartbeat: 1,
  cut: 2,
  reset: 1,
  resume: 8,
  deltas: 5,
  retry: 5,
  ways: 5,
  'ways-seldom': 1,
  'ways-often': 100,
  'ways-offline': 5,
  'ways-lost': 3,
  stop: 1,
  'error-event': 3,
  injection: 2,
  escaped: 1,
  'keep-alive': 1,
  extensions: 1,
};

describe('every stream of the gallery', () => {
  const streams = GALLERY.flatMap((group) => group.streams);

  // They mostly wait.
  test.concurrent.for(streams)(
    'is played by Chromium: $title',
    async ({ title, says, slug, scenario }, { open }) => {
      const { page } = await open('', { ignoreHTTPSErrors: true });
      await page.keyboard.press('m');
      await page.getByRole('button', { name: `${title} ${says}` }).click();
      await page.getByRole('button', { name: 'Start this stream' }).click();
      await page.getByText(/\d+ of [1-9]\d* bytes/).waitFor();
      await page.keyboard.press('End');
      if (slug === 'gzip-hold') {
        await page.getByText('compressed').and(page.getByText('dispatched 0 events')).waitFor();
      } else if (slug === 'gzip-flush') {
        await page.getByText('dispatched 10 events').waitFor();
        await page.getByText('OPEN', { exact: true }).first().waitFor();
      } else if (slug === 'status' || slug === 'type') {
        await page.getByText('The browser gave the stream up').waitFor();
        expect(await page.getByText('0 dispatched').count()).toBe(1);
      } else {
        await page.getByText(`${DISPATCHED[slug]} dispatched`).waitFor();
        if (scenario.deliver) await page.getByRole('button', { name: 'Events', exact: true }).click();
        await page.getByText(`${scenario.fetch ? 'fetch' : 'browser'}: the same`).waitFor();
      }
    },
  );
});

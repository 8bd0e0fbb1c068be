/** Any stream: one to start from, switches and text, and HTTP/2 with the certificate that a browser asks about once. */
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
  stop: 1,
  'error-event': 3,
  injection: 2,
  escaped: 1,
  'keep-alive': 1,
  extensions: 1,
};

describe('every stream of the gallery', () => {
  const streams = GALLERY.flatMap((group) => group.streams);

  test.for(streams)('is played by Chromium: $title', async ({ title, says, slug }, { open }) => {
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
      await page.getByText('browser: the same').waitFor();
    }
  });
});

import { describe, expect } from 'vitest';
import { GUTTER } from '../../client/views/wire/draw.ts';
import type { ScenarioInput } from '../server/clients.ts';
import { bytesOf, type Bytes } from '../lessons/protocol/wire.ts';
import { chunksIn, dissectRun } from './dissect-run.ts';
import { PlaygroundPage } from './playground-page.ts';
import { test } from './stage.ts';

interface Sample {
  readonly what: string;
  readonly bytes: Bytes;
  /** How it has to stand in the terminal. */
  readonly shown: string;
}

const ESC = '\x1b';
const BEL = '\x07';

const SAMPLES: readonly Sample[] = [
  { what: 'a window title', bytes: `${ESC}]0;owned${BEL}`, shown: '\\x1b]0;owned\\x07' },
  { what: 'a cleared screen', bytes: `${ESC}[2J${ESC}[H${ESC}c`, shown: '\\x1b[2J\\x1b[H\\x1bc' },
  { what: 'a colour', bytes: `${ESC}[31mred${ESC}[0m`, shown: '\\x1b[31mred\\x1b[0m' },
  { what: 'another screen', bytes: `${ESC}[?1049h${ESC}[?25h`, shown: '\\x1b[?1049h\\x1b[?25h' },
  { what: 'questions', bytes: `${ESC}[6n${ESC}[c${ESC}[>q`, shown: '\\x1b[6n\\x1b[c\\x1b[>q' },
  { what: 'a copy to the clipboard', bytes: `${ESC}]52;c;b3duZWQ=${BEL}`, shown: '\\x1b]52;c;b3duZWQ=\\x07' },
  { what: 'a device string', bytes: `${ESC}P$q"p${ESC}\\`, shown: '\\x1bP$q"p\\x1b\\' },
  {
    what: 'a link',
    bytes: `${ESC}]8;;javascript:alert(1)${BEL}x`,
    shown: '\\x1b]8;;javascript:alert(1)\\x07x',
  },
  { what: 'markup', bytes: '<img src=x onerror=alert(1)>', shown: '<img src=x onerror=alert(1)>' },
  { what: '8-bit controls', bytes: ['a', 0x9b, '2J', 0x9d, '0;b', 0x9c], shown: 'a\\x9b2J\\x9d0;b\\x9c' },
  { what: '8-bit controls in UTF-8', bytes: 'a\u009b2Jb', shown: 'a\\xc2\\x9b2Jb' },
  { what: 'bidi controls', bytes: 'a\u202eb\u2066c', shown: 'a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6c' },
  {
    what: 'what cannot be seen',
    bytes: 'a\u200bb\u00adc\ufeff',
    shown: 'a\\xe2\\x80\\x8bb\\xc2\\xadc\\xef\\xbb\\xbf',
  },
  { what: 'a combining mark', bytes: 'e\u0301', shown: 'e\\xcc\\x81' },
  { what: 'backspaces', bytes: 'abc\b\b\x7f', shown: 'abc\\x08\\x08\\x7f' },
  { what: 'NULs', bytes: 'a\0\0b', shown: 'a\\x00\\x00b' },
  {
    what: 'invalid UTF-8',
    bytes: ['a', 0xff, 0xc3, '(', 0xed, 0xa0, 0x80],
    shown: 'a\\xff\\xc3(\\xed\\xa0\\x80',
  },
];

const LONG = 20_000;

const hex = (bytes: Bytes) => Buffer.from(bytesOf(bytes)).toString('hex');

/** The bytes in the rows of the hex view, 16 in a row behind the gutter. */
const hexIn = (rows: string) =>
  rows
    .split('\n')
    .map((row) => row.slice(GUTTER, GUTTER + 16 * 3).replaceAll(' ', ''))
    .join('');

/** Each sample is a line, and the chunk with it; then a very long line; then the blank line. */
const SCENARIO: ScenarioInput = {
  steps: [
    ...SAMPLES.map(({ bytes }) => ({ bytes: hex([bytesOf('data: '), bytesOf(bytes), bytesOf('\n')]) })),
    { text: `data: ${'x'.repeat(LONG)}\n` },
    { text: '\n' },
  ],
};

// eslint-disable-next-line no-control-regex -- what must not be on the page is exactly this
const OBEYED = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

describe('bytes that are commands to a terminal', () => {
  test('are shown escaped in the Wire, and change nothing else', async ({ newContext, playground }) => {
    // Wide enough that no sample is broken into two rows.
    const context = await newContext({ viewport: { width: 2560, height: 1200 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await PlaygroundPage.open(
      await context.newPage(),
      playground.page,
      'the-response-that-never-ends/1',
    );
    const sent: unknown[] = [];
    page.page.on('websocket', (socket) => socket.on('framesent', (frame) => sent.push(frame.payload)));
    page.page.on('dialog', (dialog) => {
      sent.push(dialog.message());
      void dialog.dismiss();
    });
    await page.page.route('**/api/runs', (route) => route.continue({ postData: JSON.stringify(SCENARIO) }));
    await page.page.evaluate(() => navigator.clipboard.writeText('before'));
    const title = await page.page.title();

    await page.start();
    const { id } = await page.run();
    const writes = SAMPLES.length + 2;
    await expect.poll(async () => (await dissectRun(playground, id)).events.length).toBe(1);
    await page.untilRecorded((await dissectRun(playground, id)).capture.length);
    await page.press('c', 'ArrowRight', 'ArrowRight');

    for (const { what, shown } of SAMPLES) {
      await page.press('ArrowRight');
      await expect.poll(() => page.terminalText(), { message: what }).toContain(`data: ${shown}`);
      expect(await page.wire.textContent(), what).not.toMatch(OBEYED);
      expect(await page.parser.textContent(), what).not.toMatch(OBEYED);
    }
    await page.press('ArrowRight', 'ArrowRight');
    expect(await page.offset()).toBe(await page.recorded());
    expect(await page.eventCards.count()).toBe(1);
    expect(chunksIn(await dissectRun(playground, id))).toHaveLength(writes);

    await page.press('h', 'Home', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    const [first] = SAMPLES as [Sample];
    await expect.poll(async () => hexIn(await page.terminalText())).toContain(hex(first.bytes));
    expect(await page.wire.textContent()).not.toMatch(OBEYED);

    expect(await page.page.title()).toBe(title);
    expect(await page.page.evaluate(() => navigator.clipboard.readText())).toBe('before');
    expect(await page.wire.getByRole('link').count()).toBe(0);
    expect(sent).toEqual([]);
  });
});

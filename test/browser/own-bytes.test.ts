/** Bytes that were not recorded here: a file, a paste, something dropped. Every protocol, in every pane. */
import { describe, expect } from 'vitest';
import { data, headers, join, settings } from '../lessons/protocol/http2/wire.ts';
import { bytesOf } from '../lessons/protocol/wire.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { test } from './stage.ts';

const FIELDS = { ':status': '200', 'content-type': 'text/event-stream' };

/** Two event streams on one HTTP/2 connection, in turns. */
const HTTP2 = join(
  settings(),
  headers(1, FIELDS),
  headers(3, FIELDS),
  data(1, 'event: a\ndata: on'),
  data(3, 'data: other\n'),
  data(1, 'e\n\n', { end: true }),
  data(3, '\ndata: cut'),
);

const HTTP10 = bytesOf(
  'HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\rdata: é\r\rdata: more',
);

const eventsOf = async (page: PlaygroundPage) => (await page.look()).events;

/** Drops a file on the page, as the browser reports it. */
const drop = (page: PlaygroundPage, name: string, text: string) =>
  page.page.evaluate(
    ([fileName, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content as string], fileName as string));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, text],
  );

describe('bytes of the learner’s own', () => {
  test('are read as HTTP/2 when they are: two streams come apart', async ({ open }) => {
    const page = await open();
    await page.openFile('capture.bin', HTTP2);
    expect(await page.standing()).toBe('HTTP/2 from capture.bin');
    expect(await page.offset()).toBe(HTTP2.length);
    expect(await eventsOf(page)).toEqual([
      expect.stringMatching(/^Event 1, a one event 1, bytes \d+ to \d+$/),
      expect.stringMatching(/^Event 2, message other event 2, bytes \d+ to \d+$/),
    ]);
    await expect.poll(() => page.terminalText()).toMatch(/DATA 1, END_STREAM/);
    await page.press('Home');
    await expect.poll(() => page.terminalText()).toMatch(/HEADERS 1, END/);
    await page.page.mouse.move(...(Object.values(await page.pointAfter('00 07 3a')) as [number, number]));
    await expect.poll(() => page.byteInWords()).toContain(':status: 200 (RFC 7541 6.2.2)');
  });

  test('can be stepped through in both directions, and do not play', async ({ open }) => {
    const page = await open();
    await page.openFile('capture.bin', HTTP2);
    expect(await page.playButton.isDisabled()).toBe(true);
    await page.press('Home', 'c');
    const seen: number[] = [];
    for (let at = await page.offset(); at < HTTP2.length; at = await page.offset()) {
      seen.push(at);
      await page.press('ArrowRight');
    }
    expect(seen.length).toBe(7);
    await page.press(' ');
    for (const at of seen.toReversed()) {
      await page.press('ArrowLeft');
      expect(await page.offset()).toBe(at);
    }
  });

  test('are read as HTTP/1.0 when they are, and end where the file ends', async ({ open }) => {
    const page = await open();
    await page.openFile('capture.bin', HTTP2);
    await page.openFile('old.txt', HTTP10);
    expect(await page.standing()).toBe('HTTP/1.x from old.txt');
    const { events, parser } = await page.look();
    expect(events).toEqual([expect.stringMatching(/^Event 1, message é event 1, bytes 52 to 67, id 1$/)]);
    expect(parser).toContain('line so far data: more');
    expect(await page.events.getByRole('button', { name: /^Unfinished event/ }).count()).toBe(1);
  });

  test('can be pasted: with CR, one event; with the keyboard alone', async ({ open }) => {
    const page = await open();
    await page.press('r');
    await page.ownBytes.waitFor();
    await page.tabTo(page.ownBytes.getByRole('textbox'));
    await page.page.keyboard.insertText('id: 7\ndata: hello\n\n');
    await page.tabTo(page.ownBytes.getByRole('button', { name: 'CR', exact: true }));
    await page.press('Enter');
    await page.tabTo(page.ownBytes.getByRole('button', { name: 'Show it' }));
    await page.press('Enter');
    await page.ownBytes.waitFor({ state: 'hidden' });
    expect(await page.standing()).toBe('event stream from the pasted text');
    expect(await eventsOf(page)).toEqual(['Event 1, message hello event 1, bytes 0 to 18, id 7']);
    await expect.poll(() => page.terminalText()).toMatch(/data: hello\\r/);
  });

  test('can be dropped on the page, and give way to a stream and come back', async ({ open }) => {
    const page = await open();
    await drop(page, 'dropped.txt', 'data: a\n\n');
    await expect.poll(() => page.standing()).toBe('event stream from dropped.txt');
    await page.start();
    await page.untilRecorded(1);
    expect(await page.standing()).toMatch(/^live/);
    await drop(page, 'again.txt', 'data: b\n\ndata: c\n\n');
    await expect.poll(() => page.standing()).toBe('event stream from again.txt');
    expect(await eventsOf(page)).toHaveLength(2);
    expect(await page.slots()).toEqual(Array.from({ length: 6 }, (_, index) => `Slot ${index + 1}: free`));
    // Nothing of the stream that was live comes in any more.
    await page.page.waitForTimeout(1500);
    expect(await page.recorded()).toBe(18);
  });

  test('that cannot be shown leave what was there, and say why', async ({ open }) => {
    const page = await open();
    await page.openFile('good.txt', bytesOf('data: a\n\n'));
    await page.openFile('empty.txt', new Uint8Array());
    expect(await page.alert.innerText()).toContain('empty.txt is empty.');
    expect(await page.standing()).toBe('event stream from good.txt');
    expect(await eventsOf(page)).toHaveLength(1);
  });
});

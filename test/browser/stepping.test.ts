import { describe, expect } from 'vitest';
import { KEYS } from '../../client/state/keys.ts';
import { UNITS } from '../../client/state/cursor.svelte.ts';
import { nextStop } from '../../lessons/protocol/stops.ts';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { Place } from '../../lessons/schema/place-schema.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';
import { endOf, findPlace } from '../../lessons/schema/place.ts';
import { playWhole } from './dissect-run.ts';
import type { Look, PlaygroundPage } from './playground-page.ts';
import { shippedLesson } from './shipped.ts';
import { test } from './stage.ts';

/** The first step of a lesson, which has a scenario. */
function firstStep(slug: string): { address: string; scenario: Scenario } {
  const scenario = shippedLesson(slug).steps[0]?.scenario;
  if (!scenario) throw new Error(`${slug} begins without a scenario.`);
  return { address: `${slug}/1`, scenario };
}

/** Chunks that cut lines and characters. */
const CUT = firstStep('a-chunk-is-not-an-event');

const place = (dissection: Dissection, wanted: Place) => {
  const spans = findPlace(dissection, wanted);
  if (!spans?.[0]) throw new Error(`The capture does not hold ${JSON.stringify(wanted)}.`);
  return { start: spans[0].start, end: endOf(spans) };
};

/** Presses the key until the cursor does not move any more; what the page looks like at each stop. */
async function walk(page: PlaygroundPage, key: 'ArrowLeft' | 'ArrowRight'): Promise<Look[]> {
  const look = await page.looker();
  const looks = [await look()];
  for (;;) {
    await page.press(key);
    const next = await look();
    if (next.offset === looks.at(-1)?.offset) return looks;
    looks.push(next);
  }
}

describe('stepping through a recorded stream', () => {
  for (const unit of UNITS) {
    test(`by ${unit} passes the same states forward and back`, async ({ open, playground }) => {
      const page = await open(CUT.address);
      const dissection = await playWhole(page, playground, CUT.scenario);
      await page.press('Home', unit.charAt(0));
      const forward = await walk(page, 'ArrowRight');
      const back = await walk(page, 'ArrowLeft');
      expect(back.toReversed()).toEqual(forward);

      const stops = [0];
      for (let at = nextStop(dissection, unit, 0); at !== null; at = nextStop(dissection, unit, at)) {
        stops.push(at);
      }
      expect(forward.map(({ offset }) => offset)).toEqual(stops);
      const ends = Array.from(dissection.events, ({ endAt }) => endAt ?? Infinity);
      const dispatched = stops.map((stop) => ends.filter((end) => end <= stop).length);
      expect(ends.length).toBeGreaterThan(1);
      expect(forward.map(({ events }) => events.length)).toEqual(dispatched);
    });
  }

  test('by a byte paints the row of that byte, and no other', async ({ open, playground }) => {
    const page = await open(CUT.address);
    await playWhole(page, playground, CUT.scenario);
    await page.press('Home', 'b', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    const row = async () => (await page.terminalRows.allTextContents()).findIndex((text) => text[0] === '▌');
    await expect.poll(row).toBeGreaterThan(0);
    const painted = await page.terminalRows.first().evaluateHandle((first) => {
      const rows = new Set<number>();
      for (const [index, each] of [...(first.parentElement?.children ?? [])].entries()) {
        new MutationObserver(() => rows.add(index)).observe(each, { childList: true, subtree: true });
      }
      return rows;
    });
    await page.press('ArrowRight');
    await expect.poll(() => painted.evaluate((rows) => [...rows])).toEqual([await row()]);
  });

  test('with Shift goes by single bytes, whatever the unit', async ({ open, playground }) => {
    const page = await open(CUT.address);
    const dissection = await playWhole(page, playground, CUT.scenario);
    await page.press('Home', 'e', 'ArrowRight', 'ArrowRight');
    const offset = await page.offset();
    await page.press('Shift+ArrowRight');
    expect(await page.offset()).toBe(offset + 1);
    await page.press('Shift+ArrowLeft', 'Shift+ArrowLeft');
    expect(await page.offset()).toBe(offset - 1);
    expect(dissection.capture.arrivalAt(offset - 1)?.from).toBe('server');
  });

  test('Home goes to the start, End to the last byte recorded', async ({ open, playground }) => {
    const page = await open(CUT.address);
    const { capture } = await playWhole(page, playground, CUT.scenario);
    await page.press('End');
    expect(await page.offset()).toBe(capture.length);
    await page.press('Home');
    expect(await page.offset()).toBe(0);
    expect(await page.eventCards.count()).toBe(0);
  });
});

describe('a pointer', () => {
  test('drags the playhead over the lanes, to every position between the ends', async ({
    open,
    playground,
  }) => {
    const page = await open(CUT.address);
    const { capture } = await playWhole(page, playground, CUT.scenario);
    await page.press('Home');
    const playhead = await page.cursor.boundingBox();
    const lanes = await page.transport.boundingBox();
    if (!playhead || !lanes) throw new Error('The lanes are not on the page.');
    const [left, right] = [playhead.x + 2, lanes.x + lanes.width - 8];
    const y = playhead.y + playhead.height / 2;
    const { mouse } = page.page;
    const offsets: number[] = [];
    await mouse.move(left, y);
    await mouse.down();
    for (let part = 0; part <= 1; part += 1 / 64) {
      await mouse.move(left + part * (right - left), y);
      offsets.push(await page.offset());
    }
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(offsets.at(0)).toBe(0);
    expect(offsets.at(-1)).toBe(capture.length);
    expect(new Set(offsets).size).toBeGreaterThan(20);

    await mouse.move(left + (right - left) / 2, y);
    await mouse.up();
    const between = await page.offset();
    expect(between).toBeGreaterThan(0);
    expect(between).toBeLessThan(capture.length);
    await mouse.move(left, y);
    expect(await page.offset()).toBe(between);
  });

  test('puts the cursor right after the byte that is clicked in the Wire', async ({ open, playground }) => {
    const page = await open(CUT.address);
    const dissection = await playWhole(page, playground, CUT.scenario);
    const value = place(dissection, { target: 'field-value', event: 2 });
    expect(dissection.text([value])).toBe('message');
    await page.press('Home', 'e', 'ArrowRight', 'ArrowRight', 'ArrowRight');

    const { x, y } = await page.pointAfter('event: m');
    await page.page.mouse.click(x, y);
    expect(await page.offset()).toBe(value.start + 2);
    expect(await page.byteInWords()).toContain(
      `byte ${dissection.capture.localOffset(value.start + 1)} 65 e`,
    );
  });
});

describe('the rows of the Wire', () => {
  test('take no key while there are none', async ({ open }) => {
    const page = await open();
    await page.tabTo(page.rows);
    await page.press('ArrowDown', 'PageUp', 'ArrowRight');
    expect(await page.offset()).toBe(0);
  });

  test('are read with the arrow keys, and Enter moves the cursor to the end of one', async ({
    open,
    playground,
  }) => {
    const page = await open(CUT.address);
    const dissection = await playWhole(page, playground, CUT.scenario);
    const selected = page.rows.getByRole('option', { selected: true });
    const position = async () => Number(await selected.getAttribute('aria-posinset'));
    await page.press('Home');
    await page.tabTo(page.rows);
    expect(await position()).toBe(1);
    for (let row = 2; !(await selected.innerText()).includes('event: login LF'); row += 1) {
      await page.press('ArrowDown');
      expect(await position()).toBe(row);
      expect(await page.rows.getAttribute('aria-activedescendant')).toBe(await selected.getAttribute('id'));
    }
    const row = await position();
    await page.press('ArrowUp');
    expect(await position()).toBe(row - 1);
    await page.press('ArrowDown');
    expect(await page.offset()).toBe(0);

    await page.press('Enter');
    const line = place(dissection, { target: 'line' });
    expect(await page.offset()).toBe(line.end);
    expect(await page.byteInWords()).toContain(`byte ${dissection.capture.localOffset(line.end - 1)} 0a`);
  });
});

describe('the list under ?', () => {
  test('names every key and what it does', async ({ open }) => {
    const page = await open();
    await page.press('?');
    const dialog = page.dialog('Keys');
    const labels = await dialog.getByRole('term').allInnerTexts();
    const does = await dialog.getByRole('definition').allInnerTexts();
    const listed = labels.map((label, index) => `${label}: ${does[index]}`);
    for (const { keys } of KEYS) {
      for (const key of keys) expect(listed).toContain(`${key.label}: ${key.does}`);
    }
  });

  test('takes the keys while it is open, and gives them back', async ({ open }) => {
    const page = await open();
    await page.press('?', 's');
    expect(await page.dialog('Keys').count()).toBe(1);
    expect(await page.started()).toBe(false);
    await page.leave(page.dialog('Keys'));
    await page.start();
  });
});

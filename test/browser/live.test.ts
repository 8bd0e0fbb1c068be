/** The keys of time while the stream goes on. */
import { describe, expect } from 'vitest';
import { test } from './stage.ts';

/** Three events, a second apart. */
const SLOW = 'the-response-that-never-ends/1';

describe('while the stream is live', () => {
  test('the cursor waits at the start for the learner, and the recording goes on without it', async ({
    open,
  }) => {
    const page = await open(SLOW);
    await page.start();
    await page.untilRecorded(1);
    expect(await page.offset()).toBe(0);
    expect(await page.playButton.count()).toBe(1);

    await page.press('End');
    await expect.poll(() => page.eventCards.count(), { timeout: 5_000 }).toBeGreaterThan(0);
    await page.press('Home');
    const look = await page.look();
    const recorded = await page.recorded();
    await page.untilRecorded(recorded + 1);
    expect(await page.look()).toEqual(look);
    expect(look.offset).toBe(0);
  });

  test('Space plays on from the cursor, and Space again stops it there', async ({ open }) => {
    const page = await open(SLOW);
    await page.start();
    await page.press('Space');
    expect(await page.pauseButton.count()).toBe(1);
    await expect.poll(() => page.eventCards.count(), { timeout: 5_000 }).toBe(1);
    await page.press('Space');
    expect(await page.playButton.count()).toBe(1);
    const stopped = [await page.look(), await page.time()];
    await page.untilRecorded((await page.recorded()) + 1);
    expect([await page.look(), await page.time()]).toEqual(stopped);

    await page.press('Space');
    await expect.poll(() => page.eventCards.count(), { timeout: 5_000 }).toBe(3);
  });

  test('End follows it: what comes is shown as it comes', async ({ open }) => {
    const page = await open(SLOW);
    await page.start();
    await page.untilRecorded(1);
    await page.press('End');
    const recorded = await page.recorded();
    await page.untilRecorded(recorded + 1);
    await expect.poll(() => page.eventCards.count(), { timeout: 5_000 }).toBe(3);
    expect(await page.offset()).toBe(await page.recorded());
  });

  test('End right after Start follows it, before its first byte has come', async ({ open }) => {
    const page = await open(SLOW);
    await page.press('s', 'End');
    await expect.poll(() => page.eventCards.count(), { timeout: 8_000 }).toBe(3);
    expect(await page.offset()).toBe(await page.recorded());
  });
});

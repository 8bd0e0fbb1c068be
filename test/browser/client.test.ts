/** The EventSource client in the Events pane: its state at the cursor, and the diagram behind it. */
import { describe, expect } from 'vitest';
import { test } from './stage.ts';

describe('the client', () => {
  test('is shown in its state at the cursor, and in its diagram until Escape', async ({ open }) => {
    const page = await open();
    const client = page.events.getByRole('button', { name: /^EventSource/ });
    const dialog = page.page.getByRole('dialog', { name: 'The EventSource client' });
    const diagram = dialog.getByRole('img');
    const now = async () => (await client.innerText()).replace(/\s+/g, ' ').trim();

    expect(await now()).toBe('EventSource not constructed');
    await page.start();
    await page.untilRecorded(1);
    await page.press('End');
    await expect.poll(now).toBe('EventSource OPEN reading');
    await page.press('s');
    await expect.poll(now).toBe('EventSource CLOSED by close()');

    await client.click();
    await expect.poll(() => diagram.getAttribute('aria-label')).toMatch(/Now: CLOSED, by close\(\)\.$/);
    const reading = dialog.getByRole('region', { name: 'OPEN, reading' }).getByRole('listitem');
    expect(await reading.filter({ hasText: 'happened last' }).innerText()).toMatch(/^close\(\)/);
    await page.leave(dialog);

    await page.press('Home', 'c', 'ArrowRight');
    expect(await now()).toBe('EventSource CONNECTING fetching');
    await page.press('ArrowRight');
    expect(await now()).toBe('EventSource OPEN reading');
  });
});

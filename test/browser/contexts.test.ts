/** The page that a test gets has nothing of another test, though it may be the same one. */
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { PlaygroundPage } from './playground-page.ts';
import { test } from './stage.ts';

/** What the page at the start can know of those before it. */
const traces = (page: Page) =>
  page.evaluate(() => ({
    stored: [localStorage.length, sessionStorage.length, document.cookie, window.name],
    window: [innerWidth, innerHeight, scrollX, scrollY],
    media: ['dark', 'light'].filter((scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches),
    pointedAt: document.querySelectorAll(':hover').length,
    focus: document.activeElement?.tagName,
    text: document.body.innerText,
  }));

describe('a page that a test has left', () => {
  test('is as new for the next one', async ({ contexts, playground }) => {
    const first = await contexts.openPage({});
    const { context, page } = first;
    const fresh = await PlaygroundPage.open(page, playground.page, '');
    const before = await traces(page);

    let requests = 0;
    page.on('request', () => (requests += 1));
    await page.route('**/api/runs', (route) => route.fulfill({ status: 500 }));
    await context.grantPermissions(['clipboard-read']);
    await page.evaluate(() => {
      sessionStorage.setItem('left', '1');
      document.cookie = 'left=1';
      window.name = 'left';
      addEventListener('pagehide', () => localStorage.setItem('left', '1'));
    });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await fresh.streamButton.hover();
    await fresh.press('n');
    expect(await traces(page)).not.toEqual(before);
    await contexts.leave(first);

    requests = 0;
    const second = await contexts.openPage({});
    expect(second.page).toBe(page);
    const again = await PlaygroundPage.open(second.page, playground.page, '');
    expect(await traces(page)).toEqual(before);
    expect(requests).toBe(0);
    const permission = page.evaluate(async () => {
      const { state } = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName });
      return state;
    });
    expect(await permission).toBe('prompt');
    await again.start();
    await contexts.leave(second);
  });

  test('is not used again with other options, or when it was not alone', async ({ contexts, playground }) => {
    const first = await contexts.openPage({ locale: 'de' });
    await first.page.goto(playground.page);
    await contexts.leave(first);
    const other = await contexts.openPage({ locale: 'en' });
    expect(other.page).not.toBe(first.page);
    await other.context.close();

    const second = await contexts.openPage({ locale: 'de' });
    expect(second.page).toBe(first.page);
    await (await second.context.newPage()).close();
    await contexts.leave(second);
    expect(second.page.isClosed()).toBe(true);
  });
});

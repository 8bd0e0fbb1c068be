/** The page of connections: a workload in the model, in this browser, and both side by side. */
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { test as base } from './stage.ts';

/** The longest that a run of the workloads here takes, with its beginning. */
const RUN_TIME = { timeout: 25_000 };

const TRUSTING = { ignoreHTTPSErrors: true };

async function goTo(page: Page, origin: string, address: string): Promise<Page> {
  await page.goto(`${origin}/#/connections${address && `/${address}`}`);
  await page.getByRole('heading', { name: 'Model' }).waitFor();
  return page;
}

const test = base
  .extend('openConnections', ({ newPage, playground }) => {
    return async (address = 'seventh', options: Parameters<typeof newPage>[0] = {}) =>
      goTo(await newPage({ ...TRUSTING, ...options }), playground.page, address);
  })
  /** Where no connection idles which the model knows nothing of. */
  .extend('openInEmptyProfile', ({ newContext, playground }) => {
    return async (address = 'seventh') => {
      const context = await newContext(TRUSTING);
      return goTo(await context.newPage(), playground.page, address);
    };
  });

const model = (page: Page) => page.getByRole('region', { name: 'Model' });
const browser = (page: Page) => page.getByRole('region', { name: 'This browser' });
const story = (page: Page) => page.getByRole('region', { name: 'Selected request' });
const parts = (page: Page) => page.getByRole('list', { name: 'Workload' }).getByRole('listitem');
const verdict = (page: Page) => page.getByRole('heading', { name: /^Agrees on/ });

/** What each slot has, as it is read out. */
const slots = (page: Page, side: typeof model) =>
  side(page)
    .getByRole('listitem', { name: /^Slot/ })
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));

describe('a workload of the gallery', () => {
  test('is shown before anything has happened, and then up to the moment that is shown', async ({
    openConnections,
  }) => {
    const page = await openConnections();
    await expect.poll(() => slots(page, model)).toHaveLength(6);
    expect((await slots(page, model)).every((slot) => slot.includes(': free'))).toBe(true);
    await browser(page)
      .getByText(/^Not run yet/)
      .waitFor();
    await page.keyboard.press('End');
    await expect.poll(async () => (await slots(page, model))[2]).toBe('Slot 3: /stream?7, conn. 7');
    await model(page).getByText('6 of 6 busy, 2 wait').waitFor();
    await page.getByRole('slider', { name: 'Moment' }).fill('3000');
    await model(page).getByText('6 of 6 busy, 4 wait').waitFor();
    await page.getByRole('button', { name: 'What was seen' }).click();
    await page.getByText(/Closing the third stream makes room/).waitFor();
  });

  test('is run by this browser, which agrees with its own model and not with another', async ({
    openInEmptyProfile,
  }) => {
    const page = await openInEmptyProfile();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('r');
    await page
      .frameLocator('iframe[title="Tab 1"]')
      .getByText(/under way$/)
      .waitFor();
    await verdict(page).waitFor(RUN_TIME);
    expect(await verdict(page).textContent()).toMatch(/^\s*Agrees on 11 of 11 starts\s*$/);
    const [, , third] = await slots(page, browser);
    expect(third).toMatch(/^Slot 3: \/stream\?7, :\d+$/);
    // Of the connection itself the model has the same to say: that it is a new one.
    expect((await slots(page, browser)).map((slot) => slot.replace(/,.*/, ''))).toEqual(
      (await slots(page, model)).map((slot) => slot.replace(/,.*/, '')),
    );
    await page.getByRole('button', { name: /\/app\.css, agrees$/ }).click();
    await story(page)
      .getByText(/It overtook \/stream\?7/)
      .waitFor();
    await story(page)
      .getByText(/The page asked at .* on a new connection, from port \d+/)
      .waitFor();

    await page
      .getByRole('combobox', { name: 'Browser of the model' })
      .selectOption('Internet Explorer 6 and 7');
    await model(page).getByText('2 of 2 busy, 7 wait').waitFor();
    const [, agreeing] = /Agrees on (\d+) of 11/.exec((await verdict(page).textContent()) ?? '') ?? [];
    expect(Number(agreeing)).toBeLessThan(9);
    await page.getByText('/stream?3 was not to come, and came.').waitFor();
    await page.getByRole('button', { name: 'Copy report' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    expect(report).toMatch(/^What happens to the seventh\?\n\nModel: Internet Explorer 6 and 7\. Browser: /);
    expect(report).toContain(`Agrees on ${agreeing} of 11 starts.`);
    expect(report).toContain('/stream?3 was not to come, and came.');
    expect(report).toContain('actions:\n');
  });

  test('over HTTP/2 is one connection, in the model and in this browser', async ({ openInEmptyProfile }) => {
    const page = await openInEmptyProfile('h2-seventh');
    await page.keyboard.press('r');
    await verdict(page).waitFor(RUN_TIME);
    expect(await verdict(page).textContent()).toMatch(/Agrees on (\d+) of \1 starts/);
    for (const side of [model, browser]) await side(page).getByText('6 streams on one connection').waitFor();
  });
});

describe('while a workload is run', () => {
  test('the page answers, and the server can release all', async ({ openConnections, playground }) => {
    const page = await openConnections();
    const created = page.waitForResponse((response) => response.url().endsWith('/api/workloads'));
    await page.keyboard.press('r');
    const { id } = (await (await created).json()) as { id: string };
    await browser(page)
      .getByText(/^6 of 6 busy/)
      .waitFor(RUN_TIME);
    // All six of the lab's are taken; the page's own are not.
    expect(await page.evaluate(async () => (await fetch('/', { cache: 'no-store' })).ok)).toBe(true);
    await page.getByRole('button', { name: 'Release all' }).click();
    await browser(page).getByText('all released').waitFor();
    const summary = async () =>
      (await (await fetch(`${playground.page}/api/workloads/${id}`)).json()) as {
        connections: { closedAt: number | null }[];
      };
    const open = async () => (await summary()).connections.filter(({ closedAt }) => closedAt === null).length;
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
  });

  test('leaving the page frees everything', async ({ openConnections, playground }) => {
    const page = await openConnections();
    const created = page.waitForResponse((response) => response.url().endsWith('/api/workloads'));
    await page.keyboard.press('r');
    const { id } = (await (await created).json()) as { id: string };
    await browser(page)
      .getByText(/^6 of 6 busy/)
      .waitFor(RUN_TIME);
    await page.getByRole('link', { name: 'SSE Playground' }).click();
    await page.getByRole('region', { name: 'Wire' }).waitFor();
    const open = async () => {
      const answer = await fetch(`${playground.page}/api/workloads/${id}`);
      const { connections } = (await answer.json()) as { connections: { closedAt: number | null }[] };
      return connections.filter(({ closedAt }) => closedAt === null).length;
    };
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
  });

  test('a certificate that the browser does not know is asked about, and nothing runs without it', async ({
    openConnections,
  }) => {
    const page = await openConnections('h2-seventh', { ignoreHTTPSErrors: false });
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'HTTP/2 needs a certificate' });
    await dialog.getByRole('link', { name: 'Open the lab in a new tab' }).waitFor();
    await dialog.getByRole('button', { name: 'Do not start' }).click();
    await browser(page)
      .getByText(/^Not run yet/)
      .waitFor();
    await page.getByRole('button', { name: 'Run in this browser' }).first().waitFor();
  });
});

describe('a workload of the learner', () => {
  test('is made at the moment that is shown, undone, and moved to HTTP/2', async ({ openConnections }) => {
    const page = await openConnections();
    await page.getByRole('slider', { name: 'Moment' }).fill('3000');
    await page.locator('body').press('o');
    await expect.poll(() => parts(page).allTextContents()).toContain('/stream?8');
    await page.keyboard.press('x');
    await expect.poll(() => parts(page).allTextContents()).toContain('page closes /stream?1 at 3 s ');
    await page.keyboard.press('u');
    await page.keyboard.press('u');
    await expect.poll(() => parts(page).count()).toBe(6);
    await page.keyboard.press('U');
    await expect.poll(() => parts(page).count()).toBe(7);
    await page.getByRole('button', { name: 'HTTP/2' }).click();
    await page.keyboard.press('End');
    await model(page).getByText('7 streams on one connection').waitFor();
  });

  test('is changed in a form: how many, when, how the server answers', async ({ openConnections }) => {
    const page = await openConnections();
    await parts(page).getByRole('button', { name: '6 streams' }).click();
    const form = page.getByRole('dialog', { name: 'Change requests' });
    await form.getByLabel('How many').fill('0');
    await form.getByText('There can be 1 to 1000 of them.').waitFor();
    expect(await form.getByRole('button', { name: 'Change' }).isDisabled()).toBe(true);
    await form.getByLabel('How many').fill('3');
    await form.getByLabel('It lasts').selectOption('a while');
    await form.getByRole('button', { name: 'Change' }).click();
    await parts(page).getByRole('button', { name: '3 streams' }).waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    const added = page.getByRole('dialog', { name: 'Add requests' });
    await added.getByLabel('What').selectOption('Images');
    await added.getByLabel('How many').fill('12');
    await added.getByRole('button', { name: 'Add' }).click();
    await parts(page).getByRole('button', { name: '12 images' }).waitFor();
  });

  test('goes into a link that opens it again, with its name', async ({ openConnections, playground }) => {
    const page = await openConnections();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('slider', { name: 'Moment' }).fill('4000');
    await page.locator('body').press('f');
    const name = page.getByRole('textbox', { name: 'Name of the workload' });
    await name.fill('Mine');
    await name.press('Enter');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link.startsWith(`${playground.page}/#/connections/own/`)).toBe(true);
    const other = await page.context().newPage();
    await other.goto(link);
    await expect
      .poll(() => other.getByRole('textbox', { name: 'Name of the workload' }).inputValue())
      .toBe('Mine');
    await expect.poll(() => parts(other).allTextContents()).toContain('/data.json');
    await other.goto(`${playground.page}/#/connections/own/no-code`);
    await other.getByText('This link leads to no workload. Here is another one.').waitFor();
  });

  test('can be written as text, where each mistake has its line', async ({ openConnections }) => {
    const page = await openConnections();
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog', { name: 'The workload as text' });
    const text = dialog.getByRole('textbox');
    const given = await text.inputValue();
    await text.fill(given.replace('api: EventSource', 'api: EventSauce'));
    await dialog.getByText(/^Line \d+: actions\.0\.api/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Use this workload' }).isDisabled()).toBe(true);
    await text.fill(given.replace(/ {2}- \{ do: close,.*\n/, ''));
    await dialog.getByRole('button', { name: 'Use this workload' }).click();
    await page.keyboard.press('End');
    await model(page).getByText('6 of 6 busy, 4 wait').waitFor();
  });

  test('is kept under its name, opened again, and forgotten', async ({ openConnections }) => {
    const page = await openConnections();
    expect(await page.getByRole('button', { name: 'Keep' }).isDisabled()).toBe(true);
    await page.keyboard.press('o');
    const name = page.getByRole('textbox', { name: 'Name of the workload' });
    await name.fill('Eight at once');
    await name.press('Enter');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('button', { name: 'Kept' }).waitFor();
    await page.keyboard.press('w');
    const dialog = page.getByRole('dialog', { name: 'Workloads' });
    await dialog.getByRole('button', { name: /^Two connections are idle/ }).click();
    await expect.poll(() => name.inputValue()).toMatch(/^Two connections are idle/);
    expect(page.url()).toMatch(/#\/connections\/idle$/);
    await page.locator('body').press('w');
    await dialog.getByRole('button', { name: 'Eight at once', exact: true }).click();
    await expect.poll(() => name.inputValue()).toBe('Eight at once');
    await page.getByRole('button', { name: 'Workloads' }).click();
    await dialog.getByRole('button', { name: 'Forget Eight at once' }).click();
    await expect.poll(() => dialog.getByText('Eight at once').count()).toBe(0);
  });

  test('is predicted by numbers that the learner supposes', async ({ openConnections }) => {
    const page = await openConnections();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Numbers' }).click();
    const dialog = page.getByRole('dialog', { name: 'Numbers of Chromium' });
    await dialog.getByLabel('HTTP/1.1 requests on one connection before the answer').fill('2');
    await dialog.getByLabel('Connections to one host').fill('4');
    await dialog.getByLabel('Connections to one host').press('Tab');
    expect(await dialog.getByText('set by you').count()).toBe(2);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await model(page).getByText('4 connections for each host').waitFor();
    await model(page)
      .getByText(/of 4 busy/)
      .waitFor();
    await page.getByRole('button', { name: 'Numbers' }).click();
    await dialog.getByRole('button', { name: 'As the browser has it' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await model(page).getByText('6 of 6 busy, 2 wait').waitFor();
  });

  test('stays when the page is opened again', async ({ openConnections }) => {
    const page = await openConnections();
    await page.getByRole('slider', { name: 'Moment' }).fill('3200');
    await page.locator('body').press('c');
    await expect.poll(() => parts(page).count()).toBe(7);
    expect(page.url()).toMatch(/#\/connections$/);
    await page.reload();
    await expect.poll(() => parts(page).count()).toBe(7);
  });
});

test('remedies are compared, and each can be tried and undone', async ({ openConnections }) => {
  const page = await openConnections();
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Remedies, on this workload' });
  const row = (name: string) => dialog.getByRole('row', { name: new RegExp(`^${name}`) });
  await row('As it is').getByRole('cell', { name: '2', exact: true }).waitFor();
  await row('HTTP/2').getByRole('cell', { name: 'none', exact: true }).waitFor();
  await row('Close when hidden').getByText('makes no difference to this workload').waitFor();
  await dialog.getByRole('button', { name: 'Try it: HTTP/2' }).click();
  await page.keyboard.press('End');
  await model(page).getByText('6 streams on one connection').waitFor();
  await page.keyboard.press('u');
  await model(page).getByText('6 of 6 busy, 2 wait').waitFor();
});

test('a fact is found, and shown in this browser', async ({ openInEmptyProfile, playground }) => {
  const page = await openInEmptyProfile('');
  await page.goto(`${playground.page}/#/facts`);
  await page.getByRole('searchbox', { name: 'Find a fact' }).fill('seventh fail');
  const fact = page.getByRole('group').filter({ hasText: 'Does a seventh fail?' });
  await fact.getByText('Does a seventh fail?').click();
  await fact.getByText(/^No, it waits/).waitFor();
  await fact.getByRole('link', { name: 'Show it in this browser' }).click();
  await verdict(page).waitFor(RUN_TIME);
  await page.getByRole('link', { name: 'Browser facts' }).click();
  await fact.getByText('Does a seventh fail?').click();
  await fact.getByText(/^Here: agreed on \d+ of 11 starts\.$/).waitFor();
});

test.for([
  [1440, 900],
  [1920, 1080],
  [390, 844],
] as const)('in a window of %i by %i all of it fits', async ([width, height], { openConnections }) => {
  const page = await openConnections('', { viewport: { width, height } });
  for (const address of ['connections/seventh', 'connections/h2-hundred', 'facts']) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, address);
    const heading = address === 'facts' ? 'Browser facts' : 'Model';
    await page.getByRole('heading', { name: heading }).waitFor();
    await page.keyboard.press('End');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
  }
});

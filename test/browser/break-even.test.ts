/** Where polling becomes cheaper than an event stream, with numbers that a learner types. */
import { expect } from 'vitest';
import { bytesOf, hoursOf } from '../../lessons/delivery/break-even.ts';
import type { BreakEven } from '../../lessons/schema/break-even-fields.ts';
import { short } from '../../client/views/break-even.ts';
import { testOther as test } from './lessons-page.ts';
import type { PlaygroundPage } from './playground-page.ts';

const PATIENCE = { timeout: 20_000 };
const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

const table = ({ lesson }: PlaygroundPage) => lesson.getByRole('region', { name: 'Polling or a stream' });
const field = (page: PlaygroundPage, name: string) => table(page).getByRole('textbox', { name, exact: true });

/** The cells of a row, in the order of the ways. */
async function row(page: PlaygroundPage, name: string): Promise<string[]> {
  const found = table(page)
    .getByRole('row')
    .filter({ has: page.page.getByRole('rowheader', { name, exact: true }) });
  return (await found.getByRole('cell').allInnerTexts()).map(plain);
}

const verdicts = async (page: PlaygroundPage) =>
  (
    await table(page)
      .getByText(/^In (bytes|wake-ups), /)
      .allInnerTexts()
  ).map(plain);

test('numbers are typed by keyboard; the table and what it says follow at once', async ({ open }) => {
  const page = await open('shown-besides/2');
  await table(page).waitFor();
  expect(await row(page, 'Requests')).toEqual(['60', '20', '1', '1']);
  expect(await row(page, 'Wake-ups')).toEqual(['60', '20', '20', '20']);
  expect(await row(page, 'Mean delay')).toEqual(['30 s', 'at once', 'at once', 'at once']);
  expect(await row(page, 'Held open')).toEqual(['0', '1 k', '1 k', '1 k']);
  expect((await verdicts(page))[1]).toBe(
    'In wake-ups, polling every 60 s costs more than the event stream. It costs less above 60 notifications an hour, or with more than 3 min between polls, at 20 an hour.',
  );

  await page.tabTo(field(page, 'Seconds between heartbeats'));
  await page.page.keyboard.type('30');
  expect(await field(page, 'Seconds between heartbeats').inputValue()).toBe('30');
  expect(await row(page, 'Wake-ups')).toEqual(['60', '120', '140', '140']);
  expect((await verdicts(page))[1]).toContain('costs less than the event stream, at any rate.');

  // The keys of the page work again: s starts the stream.
  await page.press('Escape', 's');
  await expect.poll(() => page.started(), PATIENCE).toBe(true);
  expect(await field(page, 'Seconds between heartbeats').inputValue()).toBe('30');
});

test('a wrong number says the rule, and the last right one holds', async ({ open }) => {
  const page = await open('shown-besides/3');
  await table(page).waitFor();
  const before = await row(page, 'Requests');
  const polls = field(page, 'Seconds between polls');
  for (const wrong of ['', '0', '1.5', 'often', '86401']) {
    await polls.fill(wrong);
    expect(await polls.getAttribute('aria-invalid')).toBe('true');
    expect(await table(page).getByText('It is a whole number from 1 to 86,400.').isVisible()).toBe(true);
    expect(await row(page, 'Requests')).toEqual(before);
  }
  await polls.fill('90');
  expect(await polls.getAttribute('aria-invalid')).toBe('false');
  expect((await row(page, 'Requests'))[0]).toBe('40');
});

test('the heads are those of a run as soon as there is one', async ({ open }) => {
  const page = await open('shown-besides/2');
  await table(page)
    .getByText(/^Until the stream of this step runs/)
    .waitFor();
  const shortest = await row(page, 'Request');
  expect(new Set(shortest).size).toBe(1);
  await page.start();
  await table(page)
    .getByText(/^The heads are those of this run/)
    .waitFor();
  await expect.poll(async () => (await page.standing()).startsWith('over'), PATIENCE).toBe(true);
  const heads = await Promise.all(['Request', 'Response'].map((name) => row(page, name)));
  const [requests = [], responses = []] = heads.map((cells) => cells.map(Number));
  expect(Math.min(...requests)).toBeGreaterThan(Number(shortest[0]));
  const head = (way: number) => ({ request: requests[way] ?? NaN, response: responses[way] ?? NaN });
  const numbers: BreakEven = { rate: 20, size: 50, poll: 60, heartbeat: 0, clients: 1000 };
  const hours = hoursOf(numbers, {
    polling: head(0),
    'long polling': head(1),
    'event stream': head(2),
    WebSocket: head(3),
  });
  expect((await row(page, 'Bytes a s'))[0]).toBe(plain(short((bytesOf(hours.polling) * 1000) / 3600)));
});

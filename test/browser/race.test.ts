/** The race of clients: the same stream through programs, the browser's EventSource and its fetch, at one cursor. */
import { expect } from 'vitest';
import type { PlaygroundPage } from './playground-page.ts';
import { testOther as test } from './lessons-page.ts';

const PATIENCE = { timeout: 20_000 };
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The rows of the table, each with its cells. */
async function rows({ events }: PlaygroundPage): Promise<string[][]> {
  const all = await events
    .getByRole('table')
    .locator('tbody tr')
    .evaluateAll((each) =>
      each.map((row) => Array.from(row.children, (cell) => (cell as HTMLElement).innerText)),
    );
  return all.map((cells) => cells.map(oneLine));
}

const client = ({ events }: PlaygroundPage, name: string) =>
  events.getByRole('list', { name: 'Clients' }).getByRole('listitem').filter({ hasText: name }).first();

/** Plays the stream of the race to its end, as all clients got it. */
async function race(page: PlaygroundPage): Promise<void> {
  await page.start();
  await expect.poll(async () => (await page.standing()).startsWith('over'), PATIENCE).toBe(true);
  await page.press('End');
  await expect.poll(async () => (await rows(page)).at(-1)?.at(-1), PATIENCE).toBe('same');
}

const ALL = [
  ['1', '"ada" type login id 1', 'differs type message no id', 'same', 'same', 'same', 'same'],
  ['', 'none', 'too many "h\ufffd"', '', '', '', ''],
  ['2', '"héllo" id 1', 'missing', 'same', 'same', 'same', 'same'],
  ['3', '"one\\ntwo" id 1', 'differs "one" no id', 'differs "onetwo"', 'same', 'same', 'same'],
  ['', 'none', 'too many "two"', '', '', '', ''],
  ['4', '" spaces" id 1', 'differs no id', 'differs "spaces"', 'same', 'same', 'same'],
  ['5', '"last" id 1', 'differs "last\\r\\rdata: more\\r\\r" no id', 'missing', 'same', 'same', 'same'],
  ['6', '"more" id 1', 'missing', 'missing', 'same', 'same', 'same'],
];

test('a table shows what each client made of each event, and the byte at which one first differs', async ({
  open,
}) => {
  const page = await open('shown-besides/1');
  await race(page);
  expect(await rows(page)).toEqual(ALL);
  const heads = await page.events.getByRole('columnheader').allInnerTexts();
  expect(heads.map(oneLine)).toEqual([
    'Standard',
    'Split',
    'Trim',
    'eventsource-parser',
    'EventSource',
    'fetch',
  ]);

  expect(await client(page, 'Trim').innerText()).toContain('First differs at event 3: another one.');
  expect(await client(page, 'EventSource').innerText()).toContain('So far as the standard says.');
  const end = await page.offset();
  await page.events.getByRole('button', { name: 'Show the byte where Trim first differs' }).click();
  expect(await page.offset()).toBeLessThan(end);
  expect(await rows(page)).toEqual(ALL.slice(0, 5));
  await page.press('Home');
  expect(await rows(page)).toEqual([]);
  // After the request, the head, and the first event.
  await page.press('e', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  expect(await rows(page)).toEqual(ALL.slice(0, 1));
});

test('the code of each program is that which ran, and Escape leads back to the keys of the page', async ({
  open,
}) => {
  const page = await open('shown-besides/1');
  for (const [name, line] of [
    ['Standard', 'export class EventStream'],
    ['Split', "for (const block of text.split('\\n\\n'))"],
    ['Trim', "const value = values.join(':').trim();"],
    ['eventsource-parser', "import { createParser } from 'eventsource-parser';"],
    ['fetch', 'const { done, value } = await reader.read();'],
  ] as const) {
    await page.events.getByRole('button', { name: `Show its code: ${name}`, exact: true }).click();
    const dialog = page.page.getByRole('dialog', { name, exact: true });
    expect(await dialog.getByLabel('Code').innerText()).toContain(line);
    await page.leave(dialog);
  }
  expect(
    await page.events.getByRole('button', { name: 'Show its code: EventSource', exact: true }).count(),
  ).toBe(0);
});

test('the race takes the room of the connections, and gives it back with the events', async ({ open }) => {
  const page = await open('shown-besides/1');
  expect(await page.connections.isVisible()).toBe(false);
  await page.events.getByRole('button', { name: 'Events', exact: true }).click();
  expect(await page.connections.isVisible()).toBe(true);
  expect(await page.parser.isVisible()).toBe(true);
  await page.goTo('shown-besides/2');
  await expect.poll(() => page.step()).toBe(1);
  expect(await page.events.getByRole('group', { name: 'What is shown' }).count()).toBe(0);
});

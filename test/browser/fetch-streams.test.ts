/** Streams that the page reads with fetch: what it sends, what it reads, and how each of them ends. */
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { TestPlayground } from '../server/clients.ts';
import { dissectRun } from './dissect-run.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { test } from './stage.ts';

const BODY = '{"prompt":"hello"}';

const DELTAS = `
steps:
  - event: { data: '{"delta":"Hel"}' }
  - wait: 700
  - event: { data: '{"delta":"lo"}' }
  - wait: 700
`;

/** Starts a scenario in which the page asks with fetch. */
async function start({ page }: PlaygroundPage, scenario: string): Promise<void> {
  await page.keyboard.press('m');
  await page.getByLabel('Scenario').fill(scenario);
  await page.getByRole('button', { name: 'Start this stream' }).click();
  await page.getByText(/\d+ of [1-9]\d* bytes/).waitFor();
  await page.keyboard.press('End');
}

/** What the client is doing at the cursor, and with which request. */
const client = (page: Page, says: string) => page.getByRole('button', { name: new RegExp(`^fetch ${says}`) });

/** The requests on the wire: method, type and content of each. */
async function requests(playground: TestPlayground, page: PlaygroundPage): Promise<string[][]> {
  const dissection: Dissection = await dissectRun(playground, (await page.run()).id);
  return dissection.messages
    .filter(({ kind }) => kind === 'request')
    .map(({ head, content }) => [
      head?.method ?? '',
      head?.fields.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '',
      Buffer.from(content?.bytes(0, content.length) ?? []).toString(),
    ]);
}

const POST = ['POST', 'text/plain;charset=UTF-8', BODY];

describe('a stream that the page reads with fetch', () => {
  for (const protocol of ['HTTP/1.1', 'HTTP/2', 'HTTP/1.0']) {
    test(`is one POST with its body, whose answer is read to its end, over ${protocol}`, async ({
      open,
      playground,
    }) => {
      const on = await open('', { ignoreHTTPSErrors: true });
      await start(on, `protocol: ${protocol}\nfetch: { body: '${BODY}' }\n${DELTAS}then: end\n`);
      await on.page.getByText('over, recorded').waitFor();
      // A slow page finds both events at its first read.
      await client(on.page, 'done [12] reads?').waitFor();
      await on.page.getByText('fetch: the same').waitFor();
      expect(await on.eventCards.count()).toBe(2);
      expect(await requests(playground, on)).toEqual([POST]);

      // Before its last byte it was still reading; before its head, asking.
      await on.press('b', 'ArrowLeft');
      await client(on.page, 'reading').waitFor();
      await on.press('Home', 'ArrowRight');
      await client(on.page, 'asking').waitFor();
    });
  }

  test('is aborted by Stop, and not asked for again', async ({ open, playground }) => {
    const on = await open();
    await start(on, `fetch: { body: '${BODY}', retries: 2 }\n${DELTAS}then: hold\n`);
    await on.page.getByText('2 dispatched').waitFor();
    await on.page.getByText(/^live, HTTP\/1\.1/).waitFor();
    await on.page.getByRole('button', { name: 'Close this stream' }).click();
    await on.page.getByText('aborted by you, recorded').waitFor();
    await on.press('End');
    await client(on.page, 'aborted').waitFor();
    await client(on.page, 'aborted').click();
    const dialog = on.page.getByRole('dialog', { name: 'The fetch client' });
    await dialog.getByRole('listitem').filter({ hasText: 'aborted now' }).waitFor();
    expect(await requests(playground, on)).toEqual([POST]);
  });

  test('is asked for again after a cut, as often as it retries: the same body, all of the work', async ({
    open,
    playground,
  }) => {
    const on = await open();
    await start(on, `fetch: { body: '${BODY}', retries: 1 }\n${DELTAS}then: cut\n`);
    await on.page.getByText('over, recorded').waitFor();
    await client(on.page, 'broken off request 2, [12] reads?').waitFor();
    await on.page.getByText('4 dispatched').waitFor();
    expect(await requests(playground, on)).toEqual([POST, POST]);
  });

  test('is over after an end, an error status and an answer that is no event stream', async ({
    open,
    playground,
  }) => {
    const on = await open();
    for (const answer of ['then: end', 'status: 503\nthen: end', 'type: application/json\nthen: end']) {
      await start(on, `fetch: { method: GET, retries: 5 }\nsteps: [{ text: '{}' }]\n${answer}\n`);
      await on.page.getByText('over, recorded').waitFor();
      await client(on.page, 'done').waitFor();
      await on.page.getByText('0 dispatched').waitFor();
      expect(await requests(playground, on)).toEqual([['GET', '', '']]);
      expect(await on.alert.count()).toBe(0);
    }
  });
});

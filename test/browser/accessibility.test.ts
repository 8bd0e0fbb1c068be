/** axe-core judges the page in every look it has: both themes, wide and narrow, with and without a stream. */
import { describe, expect } from 'vitest';
import type { Step } from '../../lessons/schema/lesson.ts';
import type { Answer, Prediction } from '../../lessons/schema/prediction.ts';
import { wrongAnswers } from '../../lessons/tasks/grade.ts';
import { data, headers, join, settings } from '../lessons/protocol/http2/wire.ts';
import { violations } from './axe.ts';
import { Learner } from './learner.ts';
import type { TestPlayground } from '../server/clients.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { shippedLesson, shippedLessons } from './shipped.ts';
import { test } from './stage.ts';

interface State {
  readonly name: string;
  readonly address: string;
  readonly reach: (page: PlaygroundPage, playground: TestPlayground) => Promise<void>;
}

const lesson = shippedLesson('the-response-that-never-ends');
const connections = shippedLesson('six-connections');
/** A step whose task is to move the cursor, with nothing to predict before it. */
const toStep = lesson.steps.findIndex(
  ({ prediction, tasks }) => !prediction && tasks.some(({ check }) => 'cursor' in check),
);

/** Six streams and a request that waits. */
async function fillPool(page: PlaygroundPage): Promise<void> {
  await page.start();
  await page.untilRecorded(1);
  await page.press('e', 'ArrowRight', 'ArrowRight', 'o', 'o', 'o', 'o', 'o', 'f', 'f');
  expect(await page.waiting()).toBeGreaterThan(0);
}

/** The first step that shows this besides its stream, of which something has come. */
function played(name: string, part: 'race' | 'breakEven'): State {
  const [address] = shippedLessons.flatMap(({ slug, steps }) =>
    steps.flatMap((step, index) => (step[part] ? `${slug}/${index + 1}` : [])),
  );
  return {
    name,
    address: address as string,
    reach: async (page) => {
      await page.start();
      await page.untilRecorded(1);
      await page.press('End');
      await page.page.getByRole('table').first().waitFor();
    },
  };
}

const STATES: readonly State[] = [
  { name: 'the start page', address: '', reach: async () => {} },
  {
    name: 'a wrong answer',
    address: `${lesson.slug}/1`,
    reach: async (page, playground) => {
      const learner = new Learner(page, playground);
      const { prediction } = lesson.steps[0] as Step;
      const [wrong] = prediction ? wrongAnswers(prediction, null) : [];
      await learner.predict(prediction as Prediction, wrong as Answer, null);
      await learner.start();
      await expect.poll(() => page.verdictText(), { timeout: 10_000 }).toMatch(/^No\./);
    },
  },
  {
    name: 'a task tried in vain, with the cursor inside an event',
    address: `${lesson.slug}/${toStep + 1}`,
    reach: async (page) => {
      await page.start();
      await page.press('Enter');
      await page.lesson.getByRole('alert').waitFor();
      await page.press('End');
      await expect.poll(() => page.eventCards.count(), { timeout: 10_000 }).toBe(3);
      await page.press('l', 'ArrowLeft', 'ArrowLeft');
      await page.lesson.getByRole('alert').waitFor();
      expect(await page.events.getByRole('button', { name: /^Unfinished event/ }).count()).toBe(1);
    },
  },
  { name: 'a full pool', address: `${connections.slug}/1`, reach: fillPool },
  {
    name: 'a pool on HTTP/2',
    address: `${connections.slug}/1`,
    reach: async (page) => {
      await fillPool(page);
      await page.press('v');
    },
  },
  {
    name: 'a server that is gone',
    address: '',
    reach: async (page) => {
      await page.page.route('**/api/runs', (route) => route.abort());
      await page.press('s');
      await page.alert.waitFor();
    },
  },
  {
    name: 'HTTP/2 of the learner’s own',
    address: '',
    reach: async (page) => {
      const fields = { ':status': '200', 'content-type': 'text/event-stream' };
      const frames = [headers(1, fields), data(1, 'data: a\n\ndata: b')];
      await page.openFile('capture.bin', join(settings(), ...frames));
      expect(await page.eventCards.count()).toBe(1);
    },
  },
  {
    name: 'the dialog for bytes of one’s own',
    address: '',
    reach: async (page) => {
      await page.press('r');
      await page.ownBytes.waitFor();
    },
  },
  {
    name: 'the console, with requests to begin with',
    address: '',
    reach: async (page) => {
      await page.press('t');
      await page.typed.waitFor();
    },
  },
  {
    name: 'a console with two connections',
    address: '',
    reach: async (page) => {
      await page.press('t');
      await page.chooseRequest(/^Two requests/);
      await page.press('Enter');
      await expect.poll(() => page.eventCards.count()).toBe(1);
      await page.console.getByRole('button', { name: 'Read slowly' }).click();
      await page.console.getByRole('button', { name: 'New connection' }).click();
      await page.console.getByRole('group', { name: 'Connection', exact: true }).waitFor();
    },
  },
  {
    name: 'the list of keys',
    address: '',
    reach: async (page) => {
      await page.press('?');
      await page.dialog('Keys').waitFor();
    },
  },
  {
    name: 'the meaning of a word',
    address: `${lesson.slug}/1`,
    reach: async (page) => {
      await page.lesson.getByRole('button', { name: 'bytes', exact: true }).click();
      await page.lesson.getByRole('note').waitFor();
    },
  },
  played('a race', 'race'),
  played('the numbers of a break-even', 'breakEven'),
];

const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

describe('axe-core has nothing to object to', () => {
  for (const { name, address, reach } of STATES) {
    test.concurrent(`on ${name}`, async ({ open, playground }) => {
      const page = await open(address);
      await reach(page, playground);
      const modal = (await page.page.getByRole('dialog').count()) > 0;
      const found = new Set<string>();
      for (const viewport of WINDOWS) {
        await page.page.setViewportSize(viewport);
        const panes = modal ? [] : await page.paneSwitches();
        for (const pane of panes.length > 0 ? panes : [null]) {
          await pane?.click();
          for (const violation of await violations(page.page)) found.add(violation);
        }
      }
      expect([...found]).toEqual([]);
    });
  }

  test.concurrent.for([
    ['connections/seventh', ['End', 'Tab', 'Tab']],
    ['connections/h2-hundred', ['End']],
    ['connections', ['w']],
    ['connections', ['m']],
    ['connections', ['t']],
    ['connections', ['?']],
    ['facts', []],
    ['contents', []],
    ['glossary/byte', []],
    ['summary', []],
  ] as const)('on the page %s, after %j', async ([address, keys], { newPage, playground }) => {
    const page = await newPage();
    await page.goto(`${playground.page}/#/${address}`);
    await page.locator('main h2').first().waitFor();
    for (const key of keys) await page.keyboard.press(key);
    for (const details of await page.locator('summary').all()) await details.click();
    const found = new Set<string>();
    for (const viewport of WINDOWS) {
      await page.setViewportSize(viewport);
      for (const violation of await violations(page)) found.add(violation);
    }
    expect([...found]).toEqual([]);
  });
});

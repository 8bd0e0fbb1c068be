/** What a learner writes is played by the lab, or run in the sandbox, and judged by what comes of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { readLesson } from '../../lessons/catalog/read-lesson.ts';
import type { Lesson, Step } from '../../lessons/schema/lesson.ts';
import type { Prediction } from '../../lessons/schema/prediction.ts';
import { violations } from './axe.ts';
import { Learner } from './learner.ts';
import { OTHER_LESSONS, testOther as test } from './lessons-page.ts';
import type { PlaygroundPage } from './playground-page.ts';
import { failing, solutionOf, tryOut } from './try-written.ts';

/** A lesson in which each kind of thing is written. */
const FILE = '02-written/01-written-by-hand/lesson.md';

function lessonOf(file: string): Lesson {
  const outcome = readLesson(file, readFileSync(path.join(OTHER_LESSONS, file), 'utf8'));
  if ('errors' in outcome) throw new Error(JSON.stringify(outcome.errors));
  return outcome.lesson;
}
const lesson = lessonOf(FILE);
const ADDRESS = lesson.slug;

const PATIENCE = { timeout: 20_000 };

/** Answers what the step asks to be predicted, by its first choice. */
const predictFirst = (learner: Learner, { prediction }: Step) =>
  learner.predict(prediction as Prediction, { choice: 0 }, null);

describe('by keyboard alone', () => {
  test('a learner writes a lesson to its end, and a reload brings back what was written', async ({
    open,
    playground,
  }) => {
    const page = await open(`${ADDRESS}/1`);
    const learner = new Learner(page, playground);
    for (const [index, step] of lesson.steps.entries()) {
      await expect.poll(() => page.step()).toBe(index);
      await page.editor.waitFor();
      await page.press('Enter');
      expect(await page.step()).toBe(index);
      if (step.prediction) {
        await predictFirst(learner, step);
        await page.press('s');
        await expect.poll(() => page.verdictText(), PATIENCE).toMatch(/^Yes\./);
      }
      await learner.solve(solutionOf(step) ?? '');
      if (index + 1 < lesson.steps.length) await page.press('Enter');
    }
    await page.finished.waitFor();
    await page.page.reload();
    await page.finished.waitFor();
    for (const [index, step] of lesson.steps.entries()) {
      await page.goTo(`${ADDRESS}/${index + 1}`);
      await expect.poll(() => page.isWritten()).toBe(true);
      expect(await page.editor.inputValue()).toBe(solutionOf(step));
    }
  });

  test('typing moves nothing on the page; Tab leads on, and Escape gives the keys back', async ({ open }) => {
    const page = await open(`${ADDRESS}/2`);
    await page.tabTo(page.editor);
    await page.press('h', 's', '?', 'Enter', 'ArrowRight', ' ');
    expect(await page.editor.inputValue()).toContain('hs?\n');
    expect(await page.started()).toBe(false);
    expect(await page.dialog('Keys').isVisible()).toBe(false);
    const describedBy = (await page.editor.getAttribute('aria-describedby')) ?? '';
    const said = await page.page.locator(`[id="${describedBy.split(' ')[0]}"]`).innerText();
    expect(said).toMatch(/Esc leaves/);

    await page.press('Tab');
    expect(
      await page.writing
        .getByRole('button', { name: 'Start this stream' })
        .evaluate((it) => it === document.activeElement),
    ).toBe(true);
    await page.tabTo(page.writing.getByRole('button', { name: 'Reset' }));
    await page.press('Enter');
    expect(await page.editor.inputValue()).not.toContain('hs?');
    await page.press('w', 'Escape', 's');
    await expect.poll(() => page.started(), PATIENCE).toBe(true);
  });
});

describe('a stream that is written', () => {
  test('is told why each wrong answer is wrong, and where on the wire', async ({ open, playground }) => {
    const page = await open(`${ADDRESS}/1`);
    const [step] = lesson.steps as [Step];
    const learner = new Learner(page, playground);
    await predictFirst(learner, step);
    const said: string[] = [];
    for (const text of failing(step)) {
      said.push(await tryOut(page, text));
      await page.tabTo(page.writing.getByRole('button', { name: 'Show it on the wire' }));
      await page.press('Enter');
      expect(await page.byteInWords()).toMatch(/^byte \d+/);
    }
    expect(said).toEqual([
      expect.stringContaining('No event was dispatched; 2 are wanted. No blank line has come after line 1'),
      expect.stringContaining('Event 2 has the data "two" (line 4); "two\\nlines" is wanted.'),
      expect.stringContaining('Line 2: no field has this name'),
    ]);
    await expect.poll(() => page.byteInWords()).toMatch(/^byte \d+/);
    expect(await page.writing.getByText('Each event ends with a blank line.').isVisible()).toBe(true);

    await tryOut(page, failing(step)[1] ?? '');
    expect(await page.wanted()).toEqual([
      'type login, data "ada" (came)',
      expect.stringMatching(/^data "two\\nlines" Differs: data "two"$/),
      expect.stringMatching(/^3 nothing more Then: /),
    ]);
    await page.tabTo(page.writing.getByText('Show a solution'));
    await page.press('Enter');
    await page.tabTo(page.writing.getByRole('button', { name: 'Put it in the editor' }));
    await page.press('Enter', 's');
    await expect.poll(() => page.isWritten(), PATIENCE).toBe(true);
  });

  test('counts only after the prediction', async ({ open, playground }) => {
    const page = await open(`${ADDRESS}/1`);
    const [step] = lesson.steps as [Step];
    const learner = new Learner(page, playground);
    expect(await tryOut(page, solutionOf(step) ?? '')).toMatch(/^Right/);
    expect(await page.isWritten()).toBe(false);
    await page.press('Escape');
    await predictFirst(learner, step);
    await expect.poll(() => page.isWritten()).toBe(true);
  });

  test('has its mistakes named by line, and is not started with one', async ({ open }) => {
    const page = await open(`${ADDRESS}/2`);
    await page.write('steps:\n  - wait: -5\nthen: end\n');
    expect(await page.writtenVerdict()).toMatch(/^Line 2: .*wait/);
    expect(await page.started()).toBe(false);
    expect(await page.editor.getAttribute('aria-invalid')).toBe('true');
    await page.press('Escape', 's', 'Enter');
    expect(await page.step()).toBe(1);
    expect(await page.started()).toBe(false);
  });
});

describe('code that is written', () => {
  const run = async (page: PlaygroundPage, text: string) => {
    await page.write(text);
    await page.writing.getByRole('button', { name: 'Run the code' }).waitFor();
    return page.writtenVerdict();
  };

  test('is run against the stream cut at every byte, too', async ({ open }) => {
    const page = await open(`${ADDRESS}/4`);
    const [, wrong] = failing(lesson.steps[3] as Step);
    const said = await run(page, `${wrong}`.replace('response.body', '[await response.bytes()]'));
    expect(said).toMatch(/^Stream 1 of 2: wrong/);
    const whole = [
      'const response = await fetch(url);',
      'const reader = response.body.getReader();',
      "let text = '';",
      'for (let read; !(read = await reader.read()).done; ) text += new TextDecoder().decode(read.value);',
      "for (const block of text.split('\\n\\n').slice(0, -1)) show(block.slice(6));",
    ].join('\n');
    expect(await run(page, whole)).toMatch(
      /^Stream 1 of 2: right Stream 2 of 2, cut at every byte: wrong Call 1 of show was ".*�.*"; "éééé" is wanted\./,
    );
  });

  test('is told the line of its error', async ({ open }) => {
    const page = await open(`${ADDRESS}/4`);
    expect(await run(page, 'show("éééé");\nshow(nobody);')).toContain(
      'Line 2: ReferenceError: nobody is not defined',
    );
    expect(await run(page, 'show(1;')).toContain('Line 1: SyntaxError');
    expect(await run(page, '\n\nfetch(url).then(() => { throw new Error("late") })')).toContain(
      'Line 3: Error: late',
    );
  });

  test('is stopped when it never ends, shows for ever, or the learner stops it', async ({ open }) => {
    const page = await open(`${ADDRESS}/4`);
    expect(await run(page, 'for (;;);')).toMatch(
      /The code was stopped after [\d.]+ s: it had not come to its end\./,
    );
    expect(await run(page, 'for (;;) try { show("éééé"); } catch {}')).toContain(
      'Call 2 of show was "éééé"; "b" is wanted.',
    );
    expect(await run(page, `show("x".repeat(5000))`)).toContain(
      'what was shown has more than 2000 characters',
    );
    await page.write('await new Promise(() => {});');
    await page.tabTo(page.writing.getByRole('button', { name: 'Stop the code' }));
    await page.press('Enter');
    await expect.poll(() => page.writtenVerdict()).toContain('Stream 1 of 2: stopped');
    expect(await page.page.locator('iframe').count()).toBe(0);
  });

  test('reaches the lab, and nothing of the page', async ({ open, playground }) => {
    const page = await open(`${ADDRESS}/4`);
    for (const code of [
      `await fetch('${playground.page}/api/runs/x')`,
      `importScripts('${playground.page}/x.js')`,
      'localStorage.x',
    ])
      expect(await run(page, code), code).toMatch(/Line 1: \w*Error/);
  });
});

describe('axe-core has nothing to object to', () => {
  test.for([1, 2, 4])('in step %i, after a failed try', async (number, { open, playground }) => {
    const page = await open(`${ADDRESS}/${number}`);
    const step = lesson.steps[number - 1] as Step;
    const learner = new Learner(page, playground);
    if (step.prediction) await predictFirst(learner, step);
    await tryOut(page, failing(step)[0] ?? '');
    await page.writing.getByText('Show a solution').click();
    expect(await violations(page.page)).toEqual([]);
  });
});

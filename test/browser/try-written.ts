/** Tries out what may be written in a step, as a learner would. */
import { expect, vi } from 'vitest';
import { writeScenario } from '../../client/state/scenario-text.ts';
import type { Step } from '../../lessons/schema/lesson.ts';
import { startOf, type Draft } from '../../lessons/tasks/built.ts';
import type { PlaygroundPage } from './playground-page.ts';

const PATIENCE = { timeout: 20_000, interval: 100 };

export const textOf = (draft: Draft): string => (typeof draft === 'string' ? draft : writeScenario(draft));

/** What passes; null where nothing is to be written. */
export function solutionOf({ build, code }: Step): string | null {
  const asked = build ?? code;
  return asked && textOf(asked.solution);
}

/** What has to fail: what stands there at first, and each wrong answer. */
export const failing = ({ build, code }: Step): string[] =>
  (build ? [startOf(build), ...build.wrong] : [code?.start ?? '', ...(code?.wrong ?? [])]).map(textOf);

/** Starts or runs it. What is said of it when nothing more is to come. */
export async function tryOut(page: PlaygroundPage, text: string): Promise<string> {
  await page.write(text);
  return vi.waitFor(async () => {
    const said = await page.writtenVerdict();
    expect(said).toMatch(/^(?!Changed)(?!.*(so far|running))./);
    return said;
  }, PATIENCE);
}

/** That what has to fail fails. What the step asks to be predicted has been. */
export async function expectFailing(page: PlaygroundPage, step: Step): Promise<void> {
  await page.editor.waitFor();
  for (const text of failing(step)) {
    expect(await tryOut(page, text), text).not.toMatch(/Right/);
    expect(await page.isWritten(), text).toBe(false);
  }
}

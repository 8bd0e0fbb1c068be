import { describe, expect, it } from 'vitest';
import { FACTS } from '../../../lessons/workloads/facts.ts';
import { WORKLOADS } from '../../../lessons/workloads/gallery.ts';

const shown = WORKLOADS.flatMap(({ workloads }) => workloads.map(({ slug }) => slug));

describe('facts about browsers', () => {
  it('have each slug once', () => {
    const slugs = FACTS.map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it.each(FACTS.map((fact) => [fact.question, fact] as const))('%s', (question, fact) => {
    const { answer, seen, workload } = fact;
    expect(question).toMatch(/\?$/);
    expect(answer).toMatch(/\.$/);
    expect(seen).toMatch(/^(Chromium \d+, headless, on loopback|Read in RFC .+|By hand, .+)$/);
    if (workload === null) expect(answer).toMatch(/To (try|check) it\b/);
    else expect(shown).toContain(workload);
  });

  it('leave no workload of the gallery without one', () => {
    const told = new Set(FACTS.map(({ workload }) => workload));
    expect(shown.filter((slug) => !told.has(slug))).toEqual([]);
  });
});

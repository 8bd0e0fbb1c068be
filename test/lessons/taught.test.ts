/** Every claim has a step in which a learner commits to an answer or does something, and every lesson has a claim. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shippedLessons as lessons } from '../browser/shipped.ts';

const table = readFileSync(path.resolve(import.meta.dirname, '../../lessons/claims.md'), 'utf8');

/** `| claim | [slug/2](#/slug/2), ... |` */
const rows = [...table.matchAll(/^\| (?!-|claim )(.+?) +\| (.+?) +\|$/gm)].map(
  ([, claim = '', places = '']) => ({
    claim,
    places: [...places.matchAll(/\[([\w-]+)\/(\d+)\]\(#\/\1\/\2\)/g)].map(([, slug = '', step]) => ({
      slug,
      step: Number(step),
    })),
  }),
);

describe('the table of claims', () => {
  it.each(rows)('has steps for “$claim” in which something is predicted or done', ({ places }) => {
    expect(places.length).toBeGreaterThan(0);
    for (const { slug, step } of places) {
      const found = lessons.find((lesson) => lesson.slug === slug)?.steps[step - 1];
      expect(found, `${slug}/${step}`).toBeDefined();
      const { prediction, tasks, build, code } = found ?? { tasks: [] };
      expect(prediction || build || code || tasks.length > 0, `${slug}/${step}`).toBeTruthy();
    }
    const predicted = places.some(
      ({ slug }) =>
        lessons.find((lesson) => lesson.slug === slug)?.steps.some(({ prediction }) => prediction) ?? false,
    );
    expect(predicted).toBe(true);
  });

  it('names every lesson', () => {
    const named = new Set(rows.flatMap(({ places }) => places.map(({ slug }) => slug)));
    expect(lessons.map(({ slug }) => slug).filter((slug) => !named.has(slug))).toEqual([]);
  });
});

it.each(lessons)('“$title” ends with something to take along', ({ steps }) => {
  expect(steps.at(-1)?.take).not.toBeNull();
});

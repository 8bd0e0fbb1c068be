/** Every lesson in the guide for authors is a lesson that works. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLessons } from '../../server/lessons/check.ts';
import { lessonFiles } from '../../server/lessons/files.ts';
import { shippedGlossary } from '../browser/shipped.ts';

const readme = readFileSync(path.resolve(import.meta.dirname, '../../lessons/README.md'), 'utf8');

const blocks = [...readme.matchAll(/^````markdown\n(.*?)^````$/gms)].map(([, text = '']) => text);

describe('the guide for authors', () => {
  it('has a smallest lesson, some with predictions, one that shows more, one in which something is written, and one to take along', () => {
    const words = ['predict', 'race', 'break-even', 'build', 'code', 'take'];
    expect(blocks.map((block) => words.filter((word) => block.includes(`yaml ${word}`)))).toEqual([
      [],
      ['predict'],
      ['predict'],
      ['race', 'break-even'],
      ['build', 'code'],
      ['take'],
    ]);
  });

  it.each(blocks.map((block, index) => [index + 1, block] as const))(
    'has a lesson that works: %i',
    (_, block) => {
      const file = '99-drafts/99-draft/lesson.md';
      const report = checkLessons(
        { ...lessonFiles(), [file]: block },
        shippedGlossary,
        new Map([[file, 'README.md']]),
      );
      const lines = report.lines.filter(
        (line) => !line.endsWith('the code is not run: that takes a browser'),
      );
      expect(lines).toEqual([expect.stringMatching(/^README.md: no mistake in 3 steps/)]);
      expect(report.ok).toBe(true);
    },
  );
});

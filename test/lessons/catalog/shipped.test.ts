import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../../lessons/catalog/catalog.ts';

const CHAPTERS = path.resolve(import.meta.dirname, '../../../lessons/chapters');

const files = Object.fromEntries(
  readdirSync(CHAPTERS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(CHAPTERS, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]),
);

describe('the lessons of this project', () => {
  const { lessons, errors } = readCatalog(files);

  it('have no mistakes', () => {
    expect(errors).toEqual([]);
  });

  it('are there, one for each file', () => {
    expect(lessons.length).toBeGreaterThan(0);
    expect(lessons).toHaveLength(Object.keys(files).length);
  });
});

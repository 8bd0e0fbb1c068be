import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../../lessons/catalog/catalog.ts';
import { lessonFiles } from '../../../server/lessons/files.ts';

const files = lessonFiles();

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

import { describe, expect, test } from 'vitest';
import { readDraft, readScenario, writeScenario } from '../../../client/state/scenario-text.ts';
import { GALLERY } from '../../../lessons/scenario/gallery.ts';

const scenarios = GALLERY.flatMap(({ streams }) => streams.map(({ slug, scenario }) => ({ slug, scenario })));

describe('a scenario as text', () => {
  test.for(scenarios)('says all of $slug', ({ scenario }) => {
    expect(readScenario(writeScenario(scenario))).toEqual({ value: scenario });
  });

  test('has a line for each part of what would be a long one', () => {
    const offline = scenarios.find(({ slug }) => slug === 'ways-offline');
    expect(writeScenario(offline?.scenario ?? {})).toContain('deliver:\n  poll: 1000\n  longPoll: 15000\n');
  });
});

describe('a draft', () => {
  test('is what a text says, though it does not fit together', () => {
    const text = 'protocol: HTTP/1.0\ngzip: hold\nsteps: []\n';
    expect('mistakes' in readScenario(text)).toBe(true);
    expect(readDraft(text)).toEqual({ protocol: 'HTTP/1.0', gzip: 'hold', steps: [] });
  });

  test('is nothing when the text is no YAML, or no mapping', () => {
    for (const text of ['steps: [', 'steps: 3', '- a', '']) expect(readDraft(text)).toBeNull();
  });
});

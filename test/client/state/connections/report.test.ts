import { describe, expect, it } from 'vitest';
import { report } from '../../../../client/state/connections/report.ts';
import { readWorkload, writeWorkload } from '../../../../client/state/workload-text.ts';
import { agreement, type SeenStart } from '../../../../lessons/protocol/connection-pool/agreement.ts';
import { named } from '../../../lessons/workloads/named.ts';
import { predicted } from './predicted.ts';

const workload = named('rotation');
const timeline = predicted(workload);
const seen = timeline.requests
  .flatMap(({ id, attempt, role, startedAt, connection }): SeenStart[] =>
    startedAt === null || connection === null ? [] : [{ id, attempt, role, at: startedAt, connection }],
  )
  .sort((one, other) => one.at - other.at);

const linesOf = (starts: readonly SeenStart[], wasHidden = false) =>
  report({
    title: 'What if no stream lives long?',
    workload,
    model: 'Chromium',
    browser: 'Chrome/156.0.0.0',
    agreement: agreement(timeline, starts, 0),
    portOf: (connection) => (connection === 2 ? null : 50_000 + connection),
    wasHidden,
  }).split('\n');

describe('a report', () => {
  const lines = linesOf(seen);
  const head = lines.findIndex((line) => line.startsWith('  model'));
  const rows = lines.slice(head + 1, lines.indexOf('', head));

  it('says who was compared, and on how much they agree', () => {
    expect(lines.slice(0, head)).toEqual([
      'What if no stream lives long?',
      '',
      'Model: Chromium. Browser: Chrome/156.0.0.0.',
      `Agrees on ${rows.length} of ${rows.length} starts.`,
      '',
    ]);
    expect(rows.length).toBe(timeline.requests.length);
  });

  it('has a line for each start, below the heads of its columns', () => {
    expect(rows.slice(0, 3)).toEqual([
      '  -1099   -1099      1  50001   document of tab 1',
      '    200     200      1  50001   /stream?1',
      '    601     601      2      ?   /stream?2',
    ]);
    const [model, shown, connection, port] = ['model', 'seen', 'conn', 'port'].map(
      (name) => (lines[head]?.indexOf(name) ?? NaN) + name.length,
    );
    const ends = Array.from(rows[0]?.matchAll(/-?\d+/g) ?? [], ({ index, 0: text }) => index + text.length);
    expect(ends.slice(0, 4)).toEqual([model, shown, connection, port]);
    expect(rows.some((row) => row.endsWith('/stream?1, attempt 2'))).toBe(true);
  });

  it('says what differs below the start that it is of', () => {
    const others = linesOf([...seen.slice(0, 2), ...seen.slice(3)]);
    const place = others.findIndex((line) => line.endsWith('! /stream?2'));
    expect(others[place]).toBe('    601       -      2      - ! /stream?2');
    expect(others[place + 1]?.trim()).toBe('/stream?2 was to come, and never came.');
    const more = linesOf([...seen, { id: 99, attempt: 3, role: 'preflight', connection: 1, at: -0.2 }]);
    expect(more).toContain('      -       0      -  50001 ! request 99, preflight, attempt 3');
  });

  it('ends with the workload, to be played again, and has no spaces at the end of a line', () => {
    const text = lines.slice(lines.indexOf('', head) + 1).join('\n');
    expect(text).toBe(writeWorkload(workload));
    expect(readWorkload(text)).toEqual({ value: workload });
    expect(linesOf(seen.slice(3)).filter((line) => /\s$/.test(line))).toEqual([]);
  });

  it('says that the page was out of sight', () => {
    expect(linesOf(seen, true)).toContain(
      'The page was out of sight during the run: its timers may have been late.',
    );
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRANSITIONS } from '../../../lessons/protocol/event-source-table.ts';
import { diagram, README, REMAKE, table, withClientDocs } from './client-docs.ts';

describe('the client in README.md', () => {
  it('is what the table of the code makes', () => {
    const readme = readFileSync(README, 'utf8');
    expect(readme, `README.md is not up to date. Run: ${REMAKE}`).toBe(withClientDocs(readme));
  });

  it('has a row for each transition, and an arrow for each that leads elsewhere', () => {
    const rows = table().split('\n');
    expect(rows).toHaveLength(TRANSITIONS.length + 2);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    for (const [index, { reason }] of TRANSITIONS.entries()) expect(rows[index + 2]).toContain(reason);

    const drawn = diagram().split('\n');
    for (const { from, on, to } of TRANSITIONS.filter((each) => each.from !== each.to)) {
      const arrow = drawn.filter((line) => line.includes(`${from === 'new' ? '[*]' : from} --> ${to}: `));
      expect(arrow).toHaveLength(1);
      expect(arrow[0]).toContain(on);
    }
  });
});

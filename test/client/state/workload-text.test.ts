import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWorkload, writeWorkload } from '../../../client/state/workload-text.ts';
import { http1, stream } from '../../../lessons/workloads/build.ts';
import { workloads } from '../../lessons/protocol/connection-pool/workloads.ts';
import { GALLERY } from '../../lessons/workloads/named.ts';

describe('a workload as text', () => {
  it.each(GALLERY)('says all of %s', (_, workload) => {
    expect(readWorkload(writeWorkload(workload))).toEqual({ value: workload });
  });

  it('says all of any workload', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        expect(readWorkload(writeWorkload(workload))).toEqual({ value: workload });
      }),
      { numRuns: 30 },
    );
  });

  it('says any name and any path as it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.webPath(), (label, path) => {
        const url = `http://localhost/x${path.replace(/\s|#/g, '')}`;
        const given = http1({ actions: [stream(0, 1, { label }), { ...stream(1, 2), url }], until: 10 });
        expect(readWorkload(writeWorkload(given))).toEqual({ value: given });
      }),
    );
  });

  it('has a line for each tab and each action', () => {
    const text = writeWorkload(http1({ actions: [stream(0, 1), stream(0.5, 2)], tabs: 2, until: 1000 }));
    expect(text).toBe(`until: 1000
tabs:
  - { id: 1, origin: "http://localhost" }
  - { id: 2, origin: "http://localhost" }
servers: {}
responses: {}
actions:
  - { do: request, at: 0, id: 1, tab: 1, api: EventSource, url: "http://localhost/stream?1" }
  - { do: request, at: 0.5, id: 2, tab: 1, api: EventSource, url: "http://localhost/stream?2" }
`);
  });

  it('that is none has each mistake with its line', () => {
    const text =
      'until: 1\ntabs: []\nservers: {}\nresponses: {}\nactions:\n  - { do: close, at: -1, id: 1 }\n';
    const read = readWorkload(text);
    expect('mistakes' in read && read.mistakes.map(({ line }) => line)).toEqual([2, 6]);
    expect('mistakes' in readWorkload('until: [')).toBe(true);
  });
});

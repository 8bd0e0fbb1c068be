import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Heap } from '../../../../lessons/protocol/connection-pool/heap.ts';

it('a heap gives back what was added, the least first, whatever is added in between', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(50), { freq: 3 })), (steps) => {
      const heap = new Heap<number>((one, other) => one < other);
      const held: number[] = [];
      for (const step of steps) {
        if (step === null) expect(heap.take()).toBe(held.shift());
        else {
          heap.add(step);
          held.push(step);
          held.sort((one, other) => one - other);
        }
        expect(heap.first).toBe(held[0]);
      }
    }),
  );
});

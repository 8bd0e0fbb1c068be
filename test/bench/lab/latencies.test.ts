import { describe, expect, it } from 'vitest';
import { Latencies } from './latencies.ts';

function latencies(values: readonly number[]): Latencies {
  const all = new Latencies();
  for (const value of values) all.add(value);
  return all;
}

describe('latencies', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it('have the quantiles of their values', () => {
    const all = latencies(hundred.toReversed());
    expect([0, 0.5, 0.99, 1].map((part) => all.quantile(part))).toEqual([1, 50, 99, 100]);
    expect(latencies([7]).quantile(0.99)).toBe(7);
    expect(new Latencies().quantile(0.5)).toBeNull();
  });

  it('come together from several processes', () => {
    const sent = JSON.parse(JSON.stringify(latencies(hundred.slice(0, 50)).counts())) as number[];
    const all = latencies(hundred.slice(50));
    all.addAll(new Latencies(sent));
    expect(all.count).toBe(100);
    expect(all.quantile(0.5)).toBe(50);
  });

  it('count what is out of range at its border', () => {
    expect(latencies([-3, -1, 1e9, 1e9]).quantile(0.5)).toBe(0);
    expect(latencies([-3, 1e9]).quantile(1)).toBe(20_000);
  });
});

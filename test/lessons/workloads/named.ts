/** The workloads of the gallery and any others, for tests of what has to hold for each of them. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { workloadSchema, type Workload } from '../../../lessons/schema/workload.ts';
import { WORKLOADS } from '../../../lessons/workloads/gallery.ts';
import type { Protocol } from '../../../lessons/workloads/protocol.ts';
import { workloads } from '../protocol/connection-pool/workloads.ts';

export const PROTOCOLS: readonly Protocol[] = ['HTTP/1.0', 'HTTP/1.1', 'HTTP/2'];

export const NAMED = WORKLOADS.flatMap(({ workloads }) => workloads);

/** For `it.each`: the slug, and the workload. */
export const GALLERY = NAMED.map(({ slug, workload }) => [slug, workload] as const);

export function named(slug: string): Workload {
  const found = NAMED.find((each) => each.slug === slug);
  if (!found) throw new Error(`no workload ${slug}`);
  return found.workload;
}

export const anyWorkload = fc.oneof(fc.constantFrom(...NAMED.map(({ workload }) => workload)), workloads);

/** It is one, and says nothing but what a workload may say. */
export function expectWorkload(workload: Workload): void {
  expect(workloadSchema.safeParse(workload).error?.issues).toBeUndefined();
  expect(workloadSchema.parse(workload)).toEqual(workload);
}

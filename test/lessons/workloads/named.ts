/** The workloads of the gallery, for tests of what has to hold for each of them. */
import type { Workload } from '../../../lessons/schema/workload.ts';
import { WORKLOADS } from '../../../lessons/workloads/gallery.ts';

export const NAMED = WORKLOADS.flatMap(({ workloads }) => workloads);

/** For `it.each`: the slug, and the workload. */
export const GALLERY = NAMED.map(({ slug, workload }) => [slug, workload] as const);

export function named(slug: string): Workload {
  const found = NAMED.find((each) => each.slug === slug);
  if (!found) throw new Error(`no workload ${slug}`);
  return found.workload;
}

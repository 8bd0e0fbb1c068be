/** Workloads that the learner has kept under a name, in this browser. */
import type { Workload } from '../../../lessons/schema/workload.ts';
import { load, save } from '../../io/storage.ts';
import { readWorkload, writeWorkload } from '../workload-text.ts';

export interface KeptWorkload {
  readonly title: string;
  readonly text: string;
}

const KEY = 'workloads';
const MOST = 100;

/** The one kept last is first. */
export function kept(): readonly KeptWorkload[] {
  const stored = load(KEY);
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (each: Partial<KeptWorkload> | null): each is KeptWorkload =>
      typeof each?.title === 'string' && typeof each.text === 'string' && 'value' in readWorkload(each.text),
  );
}

/** In place of one that has the same name. */
export function keep(title: string, workload: Workload): void {
  const others = kept().filter((each) => each.title !== title);
  save(KEY, [{ title, text: writeWorkload(workload) }, ...others].slice(0, MOST));
}

export function forget(title: string): void {
  save(
    KEY,
    kept().filter((each) => each.title !== title),
  );
}

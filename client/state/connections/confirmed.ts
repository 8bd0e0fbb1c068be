/** What this browser has been seen to do with the workloads of the gallery. Kept in this browser. */
import { load, save } from '../../io/storage.ts';

export interface Confirmed {
  /** Starts that came as the model of the browser predicted, of so many. */
  readonly agreeing: number;
  readonly starts: number;
}

const KEY = 'confirmed';

export function confirmed(): Readonly<Record<string, Confirmed>> {
  const kept = load(KEY);
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(
    Object.entries(kept as Record<string, Partial<Confirmed> | null>).filter(
      (entry): entry is [string, Confirmed] =>
        Number.isInteger(entry[1]?.agreeing) && Number.isInteger(entry[1]?.starts),
    ),
  );
}

export function confirm(slug: string, seen: Confirmed): void {
  save(KEY, { ...confirmed(), [slug]: seen });
}

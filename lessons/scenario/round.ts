/** What differs from one round of a repeat to the next: its number, and the time. */

/** Stands for the number of the round. */
export const ROUND = '{n}';
/** Stands for the time, as ISO 8601. */
export const TIME = '{time}';

export function inRound(template: string, round: number): string {
  return template.includes(ROUND) ? template.replaceAll(ROUND, String(round)) : template;
}

/** The fields in round `round`. `time` gives the time, and is asked only where it is to be written. */
export function fieldsInRound<T extends object>(fields: T, round: number, time: () => string): T {
  const written = { ...fields } as Record<string, unknown>;
  for (const name in written) {
    const value = written[name];
    if (typeof value !== 'string') continue;
    const numbered = inRound(value, round);
    written[name] = numbered.includes(TIME) ? numbered.replaceAll(TIME, time()) : numbered;
  }
  return written as T;
}

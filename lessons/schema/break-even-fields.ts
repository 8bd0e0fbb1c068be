/** The numbers of a break-even: what each is called on screen, what it may be, and what it is usually. */

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

const DAY = 86_400;

/** `name` as on screen. All of them are whole numbers. */
export const BREAK_EVEN_FIELDS = {
  /** Notifications in an hour, at even intervals. */
  rate: { name: 'Notifications an hour', least: 0, most: 1_000_000, usual: 10 },
  /** Bytes of the data of one. */
  size: { name: 'Bytes of one', least: 1, most: 1_000_000, usual: 50 },
  /** Seconds from one poll to the next. */
  poll: { name: 'Seconds between polls', least: 1, most: DAY, usual: 60 },
  /** Seconds after which a silent connection is told that it lives; 0 for never. */
  heartbeat: { name: 'Seconds between heartbeats', least: 0, most: DAY, usual: 30 },
  clients: { name: 'Clients', least: 1, most: 10_000_000, usual: 1000 },
} as const satisfies Record<string, Field>;

export type BreakEvenField = keyof typeof BREAK_EVEN_FIELDS;
export type BreakEven = Readonly<Record<BreakEvenField, number>>;

/** What a field may hold, as a rule in words. */
export const breakEvenRule = (field: BreakEvenField): string => {
  const { least, most } = BREAK_EVEN_FIELDS[field];
  return `a whole number from ${least} to ${most.toLocaleString('en')}`;
};

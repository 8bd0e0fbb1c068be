/** The event that every server writes: the time it was made at, and the same padding. */
const BYTES = 200;
const AROUND = 'data: \n\n'.length;
/** As long as every time in ISO 8601 with milliseconds. */
const TIME = '2000-01-01T00:00:00.000Z';

const PADDING = ' '.padEnd(BYTES - AROUND - TIME.length, '.');

export const timeNow = (): string => new Date().toISOString();

/** `time` may be a placeholder for it, too. */
export const dataAt = (time: string): string => time + PADDING;

export const eventAt = (time: string): Buffer => Buffer.from(`data: ${dataAt(time)}\n\n`);

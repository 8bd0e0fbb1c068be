/**
 * The numbers that a text says of the run of its step. An ordinal in digits, such as `chunk 2`, has to be there; a
 * number that is marked, as in `[five chunks](count:chunks)`, has to be that many, in the first response.
 */
import type { Dissection } from '../protocol/dissect.ts';
import type { Token } from '../protocol/token.ts';

const WORDS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');

const ORDINAL = /\b(event|chunk|byte)\s+(\d+)\b/gi;

/** Each ordinal of the text that the run does not have, and the index in the text where it stands. */
export function missingOrdinals(text: string, dissection: Dissection | null): { at: number; rule: string }[] {
  return [...text.matchAll(ORDINAL)].flatMap(({ 0: said, 1: what = '', 2: digits, index }) => {
    const number = Number(digits);
    const has = dissection === null ? 0 : countOf(dissection, what.toLowerCase());
    const isThere = what.toLowerCase() === 'byte' ? number < has : number >= 1 && number <= has;
    return isThere
      ? []
      : [{ at: index, rule: `says “${said}”: the run has ${plural(has, what.toLowerCase())}` }];
  });
}

/** In all that the servers sent; a lesson counts bytes from 0, and the others from 1. */
function countOf(dissection: Dissection, what: string): number {
  if (what === 'event') return dissection.events.length;
  if (what === 'byte') return dissection.capture.countFrom('server', dissection.capture.length);
  return dissection.messages.reduce((sum, message) => sum + chunksOf(dissection, message).length, 0);
}

/** `what` and `chunk` as in `count:events-of-chunk-2`; null when the number is right. */
export function wrongCount(
  text: string,
  what: string,
  chunk: number | null,
  dissection: Dissection | null,
): string | null {
  const said = numberIn(text);
  if (said === null) return `“${text}” holds no number to count: one to twelve, or digits`;
  const count = dissection === null ? 0 : countIn(dissection, what, chunk);
  if (count === null) return `“${text}”: the first response has no chunk ${chunk}`;
  const where = chunk === null ? 'the first response' : `chunk ${chunk}`;
  return said === count ? null : `“${text}”: ${where} has ${plural(count, what.slice(0, -1))}`;
}

function numberIn(text: string): number | null {
  for (const word of text.toLowerCase().split(/[^a-z\d]+/)) {
    if (/^\d+$/.test(word)) return Number(word);
    if (WORDS.includes(word)) return WORDS.indexOf(word);
  }
  return null;
}

/** Null when there is no such chunk. */
function countIn(dissection: Dissection, what: string, number: number | null): number | null {
  const response = dissection.messages.find(({ kind }) => kind === 'response');
  if (!response) return 0;
  const chunks = chunksOf(dissection, response);
  const chunk = number === null ? null : chunks[number - 1];
  if (chunk === undefined) return null;
  if (what === 'chunks') return chunks.length;
  if (what === 'bytes') return chunk === null ? (response.content?.length ?? 0) : (chunk.size ?? 0);
  const within: Token = chunk ?? response;
  return [...dissection.events].filter(({ endAt }) =>
    within.spans.some(({ start, end }) => endAt !== null && start < endAt && endAt <= end),
  ).length;
}

/** Those with data: the last-chunk is not counted. */
const chunksOf = (dissection: Dissection, message: Parameters<Dissection['chunksOf']>[0]) =>
  [...dissection.chunksOf(message)].filter(({ kind }) => kind === 'chunk');

const plural = (count: number, what: string) =>
  `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;

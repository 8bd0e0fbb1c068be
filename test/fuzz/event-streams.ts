/**
 * Random event streams, made from parts: whole lines with field names, values and line ends of every kind, and
 * between them parts in no order. Byte order marks whole, cut and doubled; U+0000; characters of several bytes,
 * whole and malformed; ids in blocks without data; long lines now and then.
 */
import type { Random } from './prng.ts';
import { randomCuts, type Sample } from './sample.ts';

const encoder = new TextEncoder();
const encoded = (...texts: string[]): Uint8Array[] => texts.map((text) => encoder.encode(text));
const raw = (...lists: number[][]): Uint8Array[] => lists.map((list) => Uint8Array.from(list));

const BOM = '\ufeff';
/** How a stream begins: a byte order mark, two, a part of one, or the three characters that look like its bytes. */
const STARTS = [
  ...encoded(BOM, BOM + BOM, BOM + BOM + BOM, 'ï»¿', `${BOM}ï»¿`, 'ï»', 'ï', '\n', '\r', '\r\n'),
  ...raw(
    [0xef],
    [0xef, 0xbb],
    [0xef, 0xbb, 0xef, 0xbb, 0xbf],
    [0xef, 0xbf, 0xbb],
    [0xfe, 0xff],
    [0xff, 0xfe],
  ),
];
const NAMES = encoded('data', 'data', 'data', 'data', 'event', 'id');
const ODD_NAMES = [
  ...encoded(
    '',
    'dat',
    'datas',
    'Data',
    'data ',
    ' data',
    'ids',
    'i',
    'even',
    'retr',
    'x',
    `${BOM}data`,
    'd\0',
  ),
  ...encoded('comment', 'retry', 'eventt', 'ID', 'é'),
];
const RETRY = encoded('retry');
const TIMES = encoded('0', '1', '42', '007', '3000', '99999999999999999999999', '00', '9007199254740993');
const AFTER_NAMES = encoded(': ', ': ', ': ', ': ', ': ', ':', ':', ':', '', ':  ', '::', ' :', ':\t', ' ');
const VALUES = [
  ...encoded(
    'x',
    'y',
    'hello',
    '',
    '',
    ' ',
    '1',
    '42',
    '007',
    'message',
    'ping',
    'é',
    '€uro',
    '🦉',
    '語',
    BOM,
  ),
  ...encoded(
    '\0',
    'a\0b',
    '\0\0',
    ' x ',
    'a: b',
    ':',
    '-1',
    '+1',
    '1.5',
    '1e3',
    '٣',
    '99999999999999999999999',
  ),
  ...encoded('{"a":"b"}', '\ufffd', '\u0085', '\u2028', '\v', '\f', 'é\0'),
  ...raw(
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f],
    [0xf0, 0x9f, 0xa6],
    [0x80],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
  ),
  ...raw([0xef, 0xbb], [0xe2, 0x28, 0xa1], [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80], [0xbf, 0xbf]),
];
const LINE_ENDS = encoded('\n', '\n', '\r', '\r\n', '\r\n');
const BLANK_LINES = encoded('\n', '\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n', '\n\r', '\r\n\n', '\r\n\r');
const LOOSE = [
  ...NAMES,
  ...ODD_NAMES,
  ...AFTER_NAMES,
  ...VALUES,
  ...LINE_ENDS,
  ...BLANK_LINES,
  ...BLANK_LINES,
];

const LONGEST = 1 << 16;
const scratch = new Uint8Array(1 << 17);

export function randomEventStream(random: Random): Sample {
  let length = 0;
  const put = (part: Uint8Array): void => {
    if (length + part.length > LONGEST) return;
    scratch.set(part, length);
    length += part.length;
  };

  if (random.oneIn(3)) put(random.pick(STARTS));
  const loose = random.pick([2, 8, 64]);
  for (let left = random.below(random.pick([6, 16, 40])); left > 0; left--) {
    if (random.oneIn(loose)) {
      put(random.pick(LOOSE));
      continue;
    }
    const [names, values] = random.oneIn(10) ? [RETRY, TIMES] : [random.oneIn(8) ? ODD_NAMES : NAMES, VALUES];
    put(random.pick(names));
    put(random.pick(AFTER_NAMES));
    put(random.pick(random.oneIn(4) ? VALUES : values));
    if (random.oneIn(8)) put(random.pick(VALUES));
    if (random.oneIn(400)) for (let more = random.below(3000); more > 0; more--) put(random.pick(VALUES));
    put(random.pick(LINE_ENDS));
    if (random.oneIn(3)) put(random.pick(BLANK_LINES));
  }
  if (random.oneIn(8) && length > 0) scratch[random.below(length)] = random.below(256);
  const bytes = scratch.slice(0, length);
  return { bytes, cuts: randomCuts(random, length) };
}

/** Malformed UTF-8 as the Encoding Standard reads it: one U+FFFD for each longest run that could have begun a character. */
const R = '\ufffd';

export const UTF8_VECTORS: readonly { name: string; bytes: readonly number[]; text: string }[] = [
  { name: 'ASCII', bytes: [0x00, 0x41, 0x7f], text: '\0A\x7f' },
  {
    name: 'the first and last characters of two bytes',
    bytes: [0xc2, 0x80, 0xdf, 0xbf],
    text: '\u0080\u07ff',
  },
  {
    name: 'the first and last of three bytes',
    bytes: [0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf],
    text: '\u0800\uffff',
  },
  {
    name: 'the first and last of four bytes',
    bytes: [0xf0, 0x90, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf],
    text: '\u{10000}\u{10ffff}',
  },
  { name: 'a byte order mark, which stays', bytes: [0xef, 0xbb, 0xbf, 0x61], text: '\ufeffa' },
  { name: 'a continuation byte alone', bytes: [0x80, 0x61, 0xbf], text: `${R}a${R}` },
  { name: 'bytes that are in no character', bytes: [0xc0, 0xc1, 0xf5, 0xff], text: R.repeat(4) },
  { name: 'an overlong form of two bytes', bytes: [0xc0, 0xaf], text: R.repeat(2) },
  { name: 'an overlong form of three bytes', bytes: [0xe0, 0x80, 0xaf], text: R.repeat(3) },
  { name: 'an overlong form of four bytes', bytes: [0xf0, 0x80, 0x80, 0xaf], text: R.repeat(4) },
  { name: 'a surrogate', bytes: [0xed, 0xa0, 0x80], text: R.repeat(3) },
  { name: 'the last character before the surrogates', bytes: [0xed, 0x9f, 0xbf], text: '\ud7ff' },
  { name: 'a character above U+10FFFF', bytes: [0xf4, 0x90, 0x80, 0x80], text: R.repeat(4) },
  { name: 'a character cut after one of two bytes', bytes: [0xc3, 0x61], text: `${R}a` },
  { name: 'a character cut after two of three bytes', bytes: [0xe2, 0x82, 0x61], text: `${R}a` },
  { name: 'a character cut after three of four bytes', bytes: [0xf0, 0x9f, 0x98, 0x61], text: `${R}a` },
  { name: 'a character cut by the begin of another', bytes: [0xe2, 0x82, 0xc3, 0xa9], text: `${R}é` },
  { name: 'a character cut by the end', bytes: [0x61, 0xf0, 0x9f, 0x98], text: `a${R}` },
];

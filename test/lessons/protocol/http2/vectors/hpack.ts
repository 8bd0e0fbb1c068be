/** Field blocks: the examples of RFC 7541 appendix C, and blocks that break its rules. */
import type { RepresentationKind } from '../../../../../lessons/protocol/http2/representations.ts';

export interface HpackVector {
  readonly name: string;
  /** Blocks of one direction, one after another, in hexadecimal digits. */
  readonly blocks: readonly {
    readonly bytes: string;
    /** `name: value`, `!` before a sensitive one. */
    readonly fields: readonly string[];
    readonly kinds?: readonly RepresentationKind[];
  }[];
}

const GET = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
const CUSTOM = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
];
const FIRST_DATE = 'date: Mon, 21 Oct 2013 20:13:21 GMT';
const COOKIE = 'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';

export const BLOCKS: readonly HpackVector[] = [
  {
    name: 'C.2.1, a field that is indexed',
    blocks: [
      {
        bytes: '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
        fields: ['custom-key: custom-header'],
        kinds: ['literal-field-indexed'],
      },
    ],
  },
  {
    name: 'C.2.2, a field that is not indexed',
    blocks: [
      {
        bytes: '040c 2f73 616d 706c 652f 7061 7468',
        fields: [':path: /sample/path'],
        kinds: ['literal-field'],
      },
    ],
  },
  {
    name: 'C.2.3, a field that is never indexed',
    blocks: [
      {
        bytes: '1008 7061 7373 776f 7264 0673 6563 7265 74',
        fields: ['!password: secret'],
        kinds: ['literal-field-never-indexed'],
      },
    ],
  },
  {
    name: 'C.2.4, an indexed field',
    blocks: [{ bytes: '82', fields: [':method: GET'], kinds: ['indexed-field'] }],
  },
  {
    name: 'C.3, requests without Huffman code',
    blocks: [
      { bytes: '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d', fields: GET },
      { bytes: '8286 84be 5808 6e6f 2d63 6163 6865', fields: [...GET, 'cache-control: no-cache'] },
      {
        bytes: '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
        fields: CUSTOM,
      },
    ],
  },
  {
    name: 'C.4, requests with Huffman code',
    blocks: [
      { bytes: '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff', fields: GET },
      { bytes: '8286 84be 5886 a8eb 1064 9cbf', fields: [...GET, 'cache-control: no-cache'] },
      { bytes: '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf', fields: CUSTOM },
    ],
  },
  {
    name: 'C.6, responses with Huffman code and a table of 256 bytes',
    blocks: [
      {
        bytes: `3fe1 01
          4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
          2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
        fields: [':status: 302', 'cache-control: private', FIRST_DATE, 'location: https://www.example.com'],
        kinds: [
          'table-size-update',
          'literal-field-indexed',
          'literal-field-indexed',
          'literal-field-indexed',
          'literal-field-indexed',
        ],
      },
      {
        bytes: '4883 640e ffc1 c0bf',
        fields: [':status: 307', 'cache-control: private', FIRST_DATE, 'location: https://www.example.com'],
      },
      {
        bytes: `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
          77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
          9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
        fields: [
          ':status: 200',
          'cache-control: private',
          FIRST_DATE.replace('21 GMT', '22 GMT'),
          'location: https://www.example.com',
          'content-encoding: gzip',
          COOKIE,
        ],
      },
    ],
  },
  { name: 'the last field of the static table', blocks: [{ bytes: 'bd', fields: ['www-authenticate: '] }] },
  { name: 'an empty block', blocks: [{ bytes: '', fields: [] }] },
  { name: 'empty strings', blocks: [{ bytes: '00 00 00', fields: [': '] }] },
  { name: 'an empty Huffman string', blocks: [{ bytes: '00 01 61 80', fields: ['a: '] }] },
  {
    name: 'octets beyond ASCII, one character each',
    blocks: [{ bytes: '00 01 61 02 c3ff', fields: ['a: \u00c3\u00ff'] }],
  },
  {
    name: 'two size updates at the start',
    blocks: [{ bytes: '20 3fe11f 82', fields: [':method: GET'] }],
  },
  {
    name: 'a field larger than the table, which empties it',
    blocks: [
      { bytes: '3f03 40 01 61 01 62', fields: ['a: b'] },
      { bytes: 'be', fields: ['a: b'] },
      { bytes: '40 02 6161 01 62', fields: ['aa: b'] },
    ],
  },
];

export interface BrokenBlock {
  readonly name: string;
  readonly bytes: string;
  /** Fields before what is wrong. */
  readonly fields?: readonly string[];
  readonly rule: string;
}

export const BROKEN_BLOCKS: readonly BrokenBlock[] = [
  { name: 'index 0', bytes: '82 80', fields: [':method: GET'], rule: 'RFC 7541 6.1' },
  { name: 'an index beyond both tables', bytes: 'be', rule: 'RFC 7541 2.3.3' },
  { name: 'a name with an index beyond both tables', bytes: '7f00 0161', rule: 'RFC 7541 2.3.3' },
  { name: 'a block that ends in an integer', bytes: 'ff', rule: 'RFC 7541 6' },
  { name: 'a block that ends before a string', bytes: '04', rule: 'RFC 7541 6' },
  { name: 'a block that ends in a string', bytes: '04 03 6162', rule: 'RFC 7541 6' },
  { name: 'an integer of more than 32 bits', bytes: '3f e1ffffff7f', rule: 'RFC 7541 5.1' },
  { name: 'an integer of 2^32', bytes: '3f e1ffffff0f', rule: 'RFC 7541 5.1' },
  { name: 'a table of 2^32-1 bytes', bytes: '3f e0ffffff0f', rule: 'RFC 7541 6.3' },
  { name: 'an integer without an end', bytes: 'ff 8080808080808001', rule: 'RFC 7541 5.1' },
  { name: 'a size update after a field', bytes: '82 20', fields: [':method: GET'], rule: 'RFC 7541 4.2' },
  { name: 'a size update above the limit', bytes: '3fe21f', rule: 'RFC 7541 6.3' },
  { name: 'padding of a whole octet', bytes: '04 82 1fff', rule: 'RFC 7541 5.2' },
  { name: 'padding that is not all ones', bytes: '04 81 18', rule: 'RFC 7541 5.2' },
  { name: 'the end of string in a string', bytes: '04 84 ffffffff', rule: 'RFC 7541 5.2' },
];

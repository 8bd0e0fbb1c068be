/** Which leaves stand together in one row of text, and with which of them the row ends. */
import type { LeafKind } from '../../lessons/protocol/token.ts';

export type Family =
  | 'head-line'
  | 'head-end'
  | 'chunk-size'
  | 'chunk-end'
  | 'trailer'
  | 'body-end'
  | 'bom'
  | 'line'
  | 'content'
  | 'ws-header'
  | 'masking-key'
  | 'masked'
  | 'lost';

interface Members {
  readonly within: readonly LeafKind[];
  readonly last: readonly LeafKind[];
}

const MEMBERS: Readonly<Record<Family, Members>> = {
  'head-line': {
    within: [
      'method',
      'request-target',
      'http-version',
      'status-code',
      'reason-phrase',
      'space',
      'field-line-name',
      'field-line-colon',
      'field-line-space',
      'field-line-value',
    ],
    last: ['head-line-end'],
  },
  'head-end': { within: [], last: ['head-end'] },
  'chunk-size': {
    within: ['chunk-size', 'last-chunk-size', 'chunk-ext'],
    last: ['chunk-size-end', 'last-chunk-end'],
  },
  'chunk-end': { within: [], last: ['chunk-data-end'] },
  trailer: { within: [], last: ['trailer-line'] },
  'body-end': { within: [], last: ['body-end'] },
  bom: { within: [], last: ['bom'] },
  line: {
    within: ['field-name', 'colon', 'optional-space', 'field-value', 'comment'],
    last: ['line-end', 'blank-line'],
  },
  content: { within: ['content', 'ws-payload'], last: [] },
  'ws-header': { within: ['ws-opcode'], last: ['ws-length'] },
  'masking-key': { within: [], last: ['masking-key'] },
  masked: { within: [], last: ['ws-masked-payload'] },
  lost: { within: ['malformed', 'undecoded', 'tunnel'], last: [] },
};

export interface Place {
  readonly family: Family;
  /** A row ends with it. */
  readonly closes: boolean;
}

const PLACES: ReadonlyMap<LeafKind, Place> = new Map(
  Object.entries(MEMBERS).flatMap(([name, { within, last }]) => {
    const family = name as Family;
    return [
      ...within.map((kind): [LeafKind, Place] => [kind, { family, closes: false }]),
      ...last.map((kind): [LeafKind, Place] => [kind, { family, closes: true }]),
    ];
  }),
);

const ELSEWHERE: Place = { family: 'lost', closes: false };

export const placeOf = (kind: LeafKind): Place => PLACES.get(kind) ?? ELSEWHERE;

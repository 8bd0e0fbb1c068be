/** A row of the annotated view: bytes that stand together, what they are, and what is wrong with them. */
import type { EventBlock } from '../../lessons/protocol/event-tokens.ts';
import type { Message } from '../../lessons/protocol/message.ts';
import type { LeafKind, Reason } from '../../lessons/protocol/token.ts';
import type { Problem } from './problems.ts';

/** Bytes `[start, end)` of the input that are of one kind. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly kind: LeafKind;
}

/** A row can be one line of many megabytes: of its malformed characters no more than these are in it. */
export const MALFORMED_IN_ROW = 100;

export interface Row {
  /** Bytes `[start, end)` of the input. */
  readonly start: number;
  readonly end: number;
  /** One after another, they are the row. */
  readonly runs: readonly Run[];
  /** Numbers, not text: shown in hexadecimal. */
  readonly hex: boolean;
  /** Layers around it, from 0. */
  readonly depth: number;
  /** What it is; null where a problem says that. */
  readonly says: Reason | null;
  readonly problems: readonly Problem[];
  /** The event that it dispatches. */
  readonly event: EventBlock | null;
  /** The HTTP/1.x message that begins with it. */
  readonly begins: Message | null;
}

/** A row without bytes: for what turns out to be wrong when the bytes have been shown already. */
export const rowOfProblems = (problems: readonly Problem[]): Row => ({
  start: problems[0]?.at ?? 0,
  end: problems[0]?.at ?? 0,
  runs: [],
  hex: false,
  depth: 0,
  says: null,
  problems,
  event: null,
  begins: null,
});

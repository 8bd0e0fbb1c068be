/**
 * What a whole frame says, read from its bytes for the state of the connection: the same syntax as `frames.ts` lays
 * out, without a leaf for each byte. At most the first 8 bytes after the header are read, and all of SETTINGS.
 */
import type { Fault, Sender } from './errors.ts';
import {
  ACK,
  ALTSVC,
  DATA,
  FRAME_HEADER_SIZE,
  FRAME_TYPES,
  hasFlag,
  ORIGIN,
  SETTINGS,
  sizeOfFields,
  type FrameHeader,
} from './frame-header.ts';
import type { FrameLeafKind } from './frame-layout.ts';
import { layFrame } from './frames.ts';
import { MAX_FRAME_SIZE, readSettings } from './settings.ts';
import type { FrameValues } from './state.ts';

/** Reads bytes `[start, end)` of one direction, all of which have arrived. */
export type ReadBytes = (from: Sender, start: number, end: number) => Uint8Array;

export interface ReadValues extends FrameValues {
  /** What its own bytes break. */
  readonly faults: readonly Fault[];
  /** Where a field block fragment is in the direction, `[start, end)`, in a frame that has one. */
  readonly fragment: { readonly start: number; readonly end: number };
}

const LONGEST_FIELDS = 8;

const NOTHING: ReadValues = { faults: [], fragment: { start: 0, end: 0 } };

/** The frame that begins at `start` of the direction of `from`. Its header must have been judged. */
export function readValues(bytes: ReadBytes, from: Sender, start: number, header: FrameHeader): ReadValues {
  const { type } = header;
  const opaque = type === DATA || type === ALTSVC || type === ORIGIN || FRAME_TYPES[type] === undefined;
  if (opaque) return NOTHING;
  const fieldsStart = start + FRAME_HEADER_SIZE;
  const end = fieldsStart + header.length;
  if (type === SETTINGS && !hasFlag(header, ACK)) {
    const { change, fault } = readSettings(bytes(from, fieldsStart, end), 0, header.length, from);
    return { ...NOTHING, settings: change, faults: fault === null ? [] : [fault] };
  }
  const beginning = bytes(from, start, Math.min(end, fieldsStart + LONGEST_FIELDS));
  const { leaves, faults } = layFrame(beginning, { from, maxFrameSize: MAX_FRAME_SIZE });
  const value = (kind: FrameLeafKind) => leaves.find((leaf) => leaf.kind === kind)?.value ?? 0;
  return {
    faults,
    fragment: { start: fieldsStart + sizeOfFields(header), end: end - value('pad-length') },
    increment: value('window-increment'),
    promisedId: value('promised-stream-id'),
    lastStreamId: value('last-stream-id'),
    errorCode: value('error-code'),
  };
}

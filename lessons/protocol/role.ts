/** What a line of an event stream turned out to be. */

/** A blank line with no line before it since the last one. */
export const LoneBlank = 0;
/** A blank line that dispatches an event. */
export const Dispatch = 1;
/** A blank line that dispatches nothing: the data buffer is empty. */
export const NoData = 2;
export const Data = 3;
export const Event = 4;
export const Id = 5;
export const Retry = 6;
export const Comment = 7;
/** Ignored: no field has this name. */
export const Unknown = 8;
/** Ignored: an id that holds U+0000. */
export const NullInId = 9;
/** Ignored: a retry whose value is not digits. */
export const NotDigits = 10;

export type Field = typeof Data | typeof Event | typeof Id | typeof Retry;
export type Any =
  | typeof LoneBlank
  | typeof Dispatch
  | typeof NoData
  | Field
  | typeof Comment
  | typeof Unknown
  | typeof NullInId
  | typeof NotDigits;

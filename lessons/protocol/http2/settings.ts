/**
 * Settings, RFC 9113 6.5.2: what each endpoint asks of the other, their initial values and their limits. Two more
 * that are in use come from RFC 8441 and RFC 9218. Unknown identifiers are ignored.
 */
import { connectionError, type Fault, type Sender } from './errors.ts';

/** The values in force. Bytes, streams, and 0 or 1. */
export interface Settings {
  readonly headerTableSize: number;
  readonly enablePush: number;
  /** Infinity: no limit. */
  readonly maxConcurrentStreams: number;
  readonly initialWindowSize: number;
  readonly maxFrameSize: number;
  /** Infinity: no limit. */
  readonly maxHeaderListSize: number;
  readonly enableConnectProtocol: number;
  readonly noPriorities: number;
}

export const INITIAL_SETTINGS: Settings = {
  headerTableSize: 4096,
  enablePush: 1,
  maxConcurrentStreams: Infinity,
  initialWindowSize: 65_535,
  maxFrameSize: 16_384,
  maxHeaderListSize: Infinity,
  enableConnectProtocol: 0,
  noPriorities: 0,
};

/** The largest flow-control window, RFC 9113 6.9.1. */
export const MAX_WINDOW = 2 ** 31 - 1;
/** The longest frame there can be, RFC 9113 4.2. Its header of 9 bytes is not counted. */
export const MAX_FRAME_SIZE = 2 ** 24 - 1;

interface SettingType {
  readonly name: string;
  readonly key: keyof Settings;
  readonly rule: string;
  /** What is wrong with a value that was sent; null when nothing is. */
  readonly judge?: (value: number, from: Sender) => Fault | null;
}

/** By identifier. */
export const SETTING_TYPES: Readonly<Record<number, SettingType>> = {
  1: { name: 'SETTINGS_HEADER_TABLE_SIZE', key: 'headerTableSize', rule: 'RFC 9113 6.5.2' },
  2: { name: 'SETTINGS_ENABLE_PUSH', key: 'enablePush', rule: 'RFC 9113 6.5.2', judge: judgeEnablePush },
  3: { name: 'SETTINGS_MAX_CONCURRENT_STREAMS', key: 'maxConcurrentStreams', rule: 'RFC 9113 6.5.2' },
  4: {
    name: 'SETTINGS_INITIAL_WINDOW_SIZE',
    key: 'initialWindowSize',
    rule: 'RFC 9113 6.5.2',
    judge: judgeInitialWindowSize,
  },
  5: {
    name: 'SETTINGS_MAX_FRAME_SIZE',
    key: 'maxFrameSize',
    rule: 'RFC 9113 6.5.2',
    judge: judgeMaxFrameSize,
  },
  6: { name: 'SETTINGS_MAX_HEADER_LIST_SIZE', key: 'maxHeaderListSize', rule: 'RFC 9113 6.5.2' },
  8: {
    name: 'SETTINGS_ENABLE_CONNECT_PROTOCOL',
    key: 'enableConnectProtocol',
    rule: 'RFC 8441 3',
    judge: judgeConnectProtocol,
  },
  9: {
    name: 'SETTINGS_NO_RFC7540_PRIORITIES',
    key: 'noPriorities',
    rule: 'RFC 9218 2.1',
    judge: judgeNoPriorities,
  },
};

export const settingName = (identifier: number): string =>
  SETTING_TYPES[identifier]?.name ?? `unknown setting 0x${identifier.toString(16)}`;

/** What is wrong with one setting; null when nothing is, or when it is unknown. */
export const judgeSetting = (identifier: number, value: number, from: Sender): Fault | null =>
  SETTING_TYPES[identifier]?.judge?.(value, from) ?? null;

/** Changes that one SETTINGS frame makes. The last value of a setting counts. */
export type SettingsChange = Partial<Settings>;

/**
 * The settings at `[start, end)` of `bytes`: 6 bytes each, an unfinished one left out. Also what is wrong with the
 * first bad one.
 */
export function readSettings(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: Sender,
): { change: SettingsChange; fault: Fault | null } {
  const change: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  for (let at = start; at + 6 <= end; at += 6) {
    const identifier = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const value =
      (bytes[at + 2] as number) * 2 ** 24 +
      (((bytes[at + 3] as number) << 16) | ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number));
    const type = SETTING_TYPES[identifier];
    if (type === undefined) continue;
    const fault = type.judge?.(value, from) ?? null;
    if (fault !== null) return { change, fault };
    change[type.key] = value;
  }
  return { change, fault: null };
}

function judgeEnablePush(value: number, from: Sender): Fault | null {
  const rule = 'RFC 9113 6.5.2';
  if (value > 1) return connectionError('PROTOCOL_ERROR', 'SETTINGS_ENABLE_PUSH is 0 or 1', rule);
  // "A client MUST treat receipt of a SETTINGS frame with SETTINGS_ENABLE_PUSH set to 1 as a connection error"
  if (value === 1 && from === 'server')
    return connectionError('PROTOCOL_ERROR', 'a server must not set SETTINGS_ENABLE_PUSH to 1', rule);
  return null;
}

function judgeInitialWindowSize(value: number): Fault | null {
  const text = 'SETTINGS_INITIAL_WINDOW_SIZE is at most 2,147,483,647';
  return value > MAX_WINDOW ? connectionError('FLOW_CONTROL_ERROR', text, 'RFC 9113 6.5.2') : null;
}

function judgeMaxFrameSize(value: number): Fault | null {
  const text = 'SETTINGS_MAX_FRAME_SIZE is from 16,384 to 16,777,215';
  const fits = value >= INITIAL_SETTINGS.maxFrameSize && value <= MAX_FRAME_SIZE;
  return fits ? null : connectionError('PROTOCOL_ERROR', text, 'RFC 9113 6.5.2');
}

function judgeConnectProtocol(value: number): Fault | null {
  const text = 'SETTINGS_ENABLE_CONNECT_PROTOCOL is 0 or 1';
  return value > 1 ? connectionError('PROTOCOL_ERROR', text, 'RFC 8441 3') : null;
}

function judgeNoPriorities(value: number): Fault | null {
  const text = 'SETTINGS_NO_RFC7540_PRIORITIES is 0 or 1';
  return value > 1 ? connectionError('PROTOCOL_ERROR', text, 'RFC 9218 2.1') : null;
}

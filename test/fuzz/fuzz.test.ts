import { describe, expect, it } from 'vitest';
import { eventStreamContest, httpContest } from './contest.ts';
import type { EventStreamVerdict } from './event-stream-oracle.ts';
import { latin1, type HttpSample, type MessageVerdict } from './messages.ts';
import { run, type Contests, type Plan } from './run.ts';
import { piecesOf, type Sample } from './sample.ts';
import { eventStreamBySubject, messagesBySubject } from './subject.ts';

const plan = (streams: number, only: Plan['only'] = null, first = 0): Plan => ({
  streams,
  seed: 1,
  first,
  only,
  reported: 1,
});

describe('the decoder and its oracles', () => {
  it('agree on 20,000 random streams', { timeout: 120_000 }, () => {
    const { compared, differed, differences } = run(plan(20_000));
    expect(differences).toEqual([]);
    expect(differed).toBe(0);
    expect(compared).toEqual({ 'event-stream': 10_000, http: 10_000 });
  });
});

/** Each changes what the decoder says, on few inputs. */
// prettier-ignore
const PLANTED_EVENT_STREAM: [string, (verdict: EventStreamVerdict, sample: Sample) => EventStreamVerdict][] = [
  ['takes a space off the end of data', (verdict) => ({
    ...verdict, events: verdict.events.map((event) => ({ ...event, data: event.data.trimEnd() })) })],
  ['dispatches no event without a value', (verdict) => ({
    ...verdict, events: verdict.events.filter(({ data }) => data !== '') })],
  ['keeps an id for its own event only', (verdict) => ({
    ...verdict, events: verdict.events.map((event, index) => ({
      ...event, lastEventId: event.lastEventId === verdict.events[index - 1]?.lastEventId ? '' : event.lastEventId })) })],
  ['waits for the next piece after a CR', (verdict, sample) => ({
    ...verdict, events: verdict.events.map((event) => ({
      ...event, piece: event.piece + Number(piecesOf(sample)[event.piece]?.at(-1) === 0x0d) })) })],
  ['takes a second byte order mark for one', (verdict, { bytes }) =>
    latin1(bytes).startsWith('\xef\xbb\xbf\xef\xbb\xbf') ? eventStreamBySubject({ bytes: bytes.subarray(3), cuts: [] }) : verdict],
  ['forgets the reconnection time of 0', (verdict) => ({ ...verdict, reconnectionTime: verdict.reconnectionTime || null })],
  ['throws on U+0000', (verdict, { bytes }) => {
    if (bytes.includes(0)) throw new Error('planted');
    return verdict; }],
];

// prettier-ignore
const PLANTED_HTTP: [string, (verdict: MessageVerdict[], sample: HttpSample) => MessageVerdict[]][] = [
  ['loses the trailers', (messages) => messages.map((message) => ({ ...message, trailers: [] }))],
  ['takes a cut message for complete', (messages) => messages.map((message) => ({
    ...message, end: message.end === 'cut' && message.head ? 'complete' : message.end }))],
  ['takes a size line with an empty extension', (messages, { bytes }) =>
    latin1(bytes).includes(';\r\n') ? messages.map((message) => ({ ...message, end: 'complete' })) : messages],
  ['reads "chunked, chunked"', (messages, { bytes }) =>
    latin1(bytes).includes('chunked, chunked') ? messages.map((message) => ({ ...message, end: 'complete' })) : messages],
  ['stops after the second message', (messages) => messages.slice(0, 2)],
  ['throws on a byte above ASCII', (messages, { bytes }) => {
    if (bytes.includes(0xff)) throw new Error('planted');
    return messages; }],
];

const STRIDE = 250;
const MOST = 20_000;

describe('a planted defect', { timeout: 60_000 }, () => {
  const contests: Contests = { eventStream: eventStreamContest(), http: httpContest() };
  /** Runs until it is found, and then that one sample again. */
  const found = (faulty: Partial<Contests>, only: 'event-stream' | 'http') => {
    const with_ = { ...contests, ...faulty };
    let report = run(plan(STRIDE, only), undefined, with_);
    for (let first = STRIDE; report.differed === 0 && first < MOST; first += STRIDE) {
      report = run(plan(STRIDE, only, first), undefined, with_);
    }
    expect(report.differed).toBeGreaterThan(0);
    const [difference] = report.differences;
    if (difference === undefined) throw new Error('a difference without a report');
    expect(difference.sample.bytes.length).toBeLessThan(120);
    const again = run(plan(1, only, difference.number), undefined, with_);
    expect(again.differences[0]?.input).toBe(difference.input);
    expect(difference.command).toBe(
      `npm run fuzz -- --only ${only} --seed 1 --first ${difference.number} --streams 1`,
    );
  };

  it.each(PLANTED_EVENT_STREAM)('of event streams is found: it %s', (_, mangle) => {
    const eventStream = eventStreamContest((sample) => mangle(eventStreamBySubject(sample), sample));
    found({ eventStream }, 'event-stream');
  });

  it.each(PLANTED_HTTP)('of HTTP messages is found: it %s', (_, mangle) => {
    const faulty = httpContest((sample) => mangle([...messagesBySubject(sample)], sample));
    found({ http: faulty }, 'http');
  });
});

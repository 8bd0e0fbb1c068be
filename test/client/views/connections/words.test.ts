/** What became of a request, in words that are plain, true and short. */
import { describe, expect, it } from 'vitest';
import {
  groupName,
  kindOf,
  listed,
  lookOf,
  nameOf,
  story,
  time,
} from '../../../../client/views/connections/words.ts';
import type { PoolTimeline } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import { ask, close, get, LAB, play, streams } from '../../../lessons/protocol/connection-pool/play.ts';
import { GALLERY, named } from '../../../lessons/workloads/named.ts';
import { predicted } from '../../state/connections/predicted.ts';

function told(timeline: PoolTimeline, label: string, at: number, attempt = 1): string {
  const request = timeline.requests.find(
    (each) => nameOf(each) === (attempt === 1 ? label : `${label} (attempt ${attempt})`),
  );
  if (!request) throw new Error(`no request ${label}`);
  return story(timeline, request, at).join(' ');
}

describe('the story of a request', () => {
  it.each(GALLERY)('of %s is told in plain sentences at any moment', (_, workload) => {
    const timeline = predicted(workload);
    for (const at of [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) => part * workload.until)) {
      for (const request of timeline.requests.filter(({ issuedAt }) => issuedAt <= at)) {
        const said = story(timeline, request, at);
        for (const sentence of said) {
          expect(sentence).toMatch(/^[A-Z].*[^.\s]\.$/);
          expect(sentence).not.toMatch(/undefined|NaN|null|Infinity| {2}|, \.|-\d/);
        }
        expect(new Set(said).size).toBe(said.length);
      }
    }
  });

  it('says why it waits, and behind whom, as long as it does', () => {
    const seventh = predicted(named('seventh'));
    const over = seventh.requests.find(({ label }) => label === '/app.css')?.endedAt ?? NaN;
    const six = '/stream?1, /stream?2, /stream?3, /stream?4, /stream?5 and /stream?6';
    expect(told(seventh, '/app.css', 3000)).toBe(
      `It is a stylesheet, asked for at 2.55 s. It has waited 450 ms so far, for a free connection to the host. In its way are ${six}. No error, no timeout: the page is told nothing.`,
    );
    expect(told(seventh, '/app.css', 6000)).toBe(
      `It is a stylesheet, asked for at 2.55 s. It waited 850 ms, for a free connection to the host. In its way were ${six}. It overtook /stream?7: a stylesheet goes before an EventSource. It got a new connection. It was over at ${time(over)}.`,
    );
  });

  it('says who had its connection just before it, not who had it first', () => {
    const order = predicted(named('priorities'));
    expect(told(order, '/news', 5500)).toContain('It got the connection that /app.css had.');
    expect(told(order, '/next-page', 5500)).toContain('It got the connection that /app.js had.');
  });

  it('tells a fetch of low priority from others where it is overtaken', () => {
    expect(told(predicted(named('priorities')), '/urgent', 5500)).toContain(
      'It overtook /logo.png, /later and /next-page: a fetch goes before an image, a fetch with priority low and a prefetch.',
    );
  });

  it('does not say that it overtook one that had been given up', () => {
    const { timeline } = play([
      ...streams(6),
      get(100, 7),
      ask(200, 8, 'stylesheet'),
      close(300, 7),
      close(900, 1),
    ]);
    expect(told(timeline, '/8', 2000)).not.toContain('overtook');
  });

  it('tells of each wait by itself: who is in the way of the last', () => {
    const order = predicted(named('images'));
    expect(told(order, '/photo?12', 2250)).toContain(
      'for other requests of its tab to the host. In its way are /photo?3, /photo?4, /photo?5, /photo?6, /photo?7 and /stream?1.',
    );
    const other = predicted(named('other-origin'));
    expect(told(other, '/mail', 3000)).toBe(
      'It is a fetch, asked for at 2.50 s. It has waited 500 ms so far, for the answer to its preflight. No error, no timeout: the page is told nothing.',
    );
    expect(told(other, '/mail', 6000)).toContain(
      'for the answer to its preflight, then for a free connection to the host. In its way are /private?2,',
    );
  });

  it('says one and the same reason once, and of one in the way that it is one', () => {
    const said = told(predicted(named('h2-priorities')), '/news', 5200);
    expect(said).toContain(
      'It waited 1.55 s, for its HTTP/2 connection to have room for one more stream. In its way was /frame.',
    );
  });

  it('says on which kind of HTTP/2 connection it went', () => {
    const timeline = predicted(named('h2-credentials'));
    expect(told(timeline, '/public', 1800)).toContain('It is stream 1 of a new HTTP/2 connection.');
    expect(told(timeline, '/news', 3000)).toContain('of an open HTTP/2 connection.');
  });

  it('says who ended it', () => {
    const timeline = predicted(named('endings'));
    const last = (label: string, at = 4500) => told(timeline, label, at).split('. ').at(-1);
    expect(['/complete', '/connection-close', '/cut', '/reset'].map((label) => last(label))).toEqual([
      'It was over at 1.20 s.',
      'It was over at 1.50 s.',
      'The server cut it at 2.10 s.',
      'The server reset it at 2.40 s.',
    ]);
    expect(last('/complete', 1199)).toBe('It goes on.');
    expect(told(predicted(named('seventh')), '/stream?3', 6000)).toContain('The page gave it up at 3.40 s.');
    const { timeline: refused } = play([ask(0, 1, 'EventSource')], {
      responses: { [`${LAB}/1`]: { status: 500 } },
    });
    expect(told(refused, '/1', 10)).toContain('Its status was not 200: it was over at 0.00 s.');
  });

  it('says that the cache answered it, and of one that was given up no more than that', () => {
    const timeline = predicted(named('same-url-stored'));
    const [, second] = timeline.requests.filter(({ label }) => label === '/news');
    if (!second) throw new Error('no second fetch');
    const words = story(timeline, second, 3500);
    expect(words.slice(1)).toEqual([
      'It waited 801 ms, for the head of an earlier answer for the same URL.',
      'In its way was /news.',
      'The cache answered it at 1.70 s.',
    ]);
    const { timeline: full } = play([...streams(6), get(100, 7), close(700, 7)]);
    const said = told(full, '/7', 2000);
    expect(said).toContain('It waited 600 ms');
    expect(said).toMatch(/The page gave it up at 700 ms\.$/);
  });

  it('says that its connection is being opened', () => {
    const { timeline } = play([get(0, 1)], { servers: { [LAB]: { protocol: 'HTTP/1.1', roundTrip: 100 } } });
    expect(told(timeline, '/1', 50)).toBe(
      'It is a fetch, asked for at 0.00 s. It waits for its connection to be opened.',
    );
  });

  it('says of a document that it came before the beginning', () => {
    expect(told(predicted(named('seventh')), 'document of tab 1', 0)).toBe(
      'It is a document, asked for before the beginning. It did not wait. It got a new connection. It was over before the beginning.',
    );
  });
});

describe('a request in words', () => {
  const [first, again] = predicted(named('rotation')).requests.filter(({ label }) => label === '/stream?6');

  it('is called by its label, with the number of its attempt', () => {
    expect([first, again].map((request) => request && nameOf(request))).toEqual([
      '/stream?6',
      '/stream?6 (attempt 2)',
    ]);
    const preflight = predicted(named('other-origin')).requests.find(({ role }) => role === 'preflight');
    expect(preflight && [nameOf(preflight), kindOf(preflight)]).toEqual([
      'preflight of /mail',
      'a preflight',
    ]);
  });

  it('has the colour of what it is', () => {
    expect(first && lookOf(first)).toBe('stream');
  });
});

describe('a list', () => {
  it('of many names counts those that are too many', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    expect([0, 1, 2, 3, 6, 7].map((count) => listed(names.slice(0, count)))).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
      'a, b, c, d, e and f',
      'a, b, c, d, e and 2 more',
    ]);
  });
});

describe('a time', () => {
  it('is in milliseconds below a second', () => {
    expect([0, 0.4, 12, 994, 999, 999.4, 999.5, 1000, 1050, 61_000].map(time)).toEqual([
      '0.00 s',
      '0 ms',
      '12 ms',
      '994 ms',
      '999 ms',
      '999 ms',
      '1.00 s',
      '1.00 s',
      '1.05 s',
      '61.00 s',
    ]);
  });
});

describe('a group', () => {
  it('is its scheme and host, and whether credentials are sent', () => {
    const groups = new Set(predicted(named('credentials')).requests.map(({ group }) => groupName(group)));
    expect([...groups]).toEqual(['http://localhost', 'http://localhost, without credentials']);
  });
});

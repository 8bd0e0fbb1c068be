/** What the answer of each workload says, held against the model. The browser's part is in `pool-agreement.test.ts`. */
import { describe, expect, it } from 'vitest';
import { unplayable } from '../../../lessons/protocol/connection-pool/real-run.ts';
import { WORKLOADS } from '../../../lessons/workloads/gallery.ts';
import { numbers } from '../protocol/connection-pool/play.ts';
import { Shown } from './shown.ts';

const ALL = WORKLOADS.flatMap(({ workloads }) => workloads);
const stream = (id: number) => `/stream?${id}`;
const streams = (from: number, to: number) => numbers(from, to).map(stream);
const photos = (from: number, to: number) => numbers(from, to).map((n) => `/photo?${n}`);

/** By slug. */
const ANSWERS: Readonly<Record<string, (shown: Shown) => void>> = {
  seventh(shown) {
    expect(shown.order()).toEqual([...streams(1, 6), '/app.css', '/stream?7']);
    expect(shown.connections('/app.css', '/stream?7')).toEqual([7, 7]);
    expect(shown.waiting(3000)).toEqual(['/app.css', '/stream?7', '/app.js', '/logo.png']);
    expect(shown.waiting(6000)).toEqual(['/app.js', '/logo.png']);
  },

  'one-place'(shown) {
    expect(shown.waiting(2000)).toEqual(['/news', '/stream?7', '/mail']);
    expect(shown.order(2500)).toEqual(['/news', '/stream?7']);
    expect(shown.connections('/news', '/stream?7')).toEqual([7, 7]);
    expect(shown.waiting(4500)).toEqual(['/mail']);
  },

  'one-task'(shown) {
    expect(shown.order()).toEqual(['/news', ...streams(1, 6)]);
    expect(shown.connections('/news', ...streams(1, 6))).toEqual([1, 2, 3, 4, 5, 6, 1]);
    expect(shown.waiting(1000)).toEqual(['/stream?6']);
  },

  mixed(shown) {
    expect(shown.open(2000)).toBe(6);
    expect(shown.waiting(2000)).toEqual(['/news']);
    expect(shown.starts('/news')).toEqual(shown.ends('/report'));
    expect(shown.connections('/news')).toEqual(shown.connections('/report'));
  },

  'two-tabs'(shown) {
    expect(shown.running(2500)).toEqual(streams(1, 6));
    expect(shown.waiting(2500)).toEqual(streams(7, 8));
    expect(shown.running(3100)).toEqual(streams(5, 8));
    expect(Math.min(...shown.connections(...streams(7, 8)).map(Number))).toBeGreaterThan(6);
  },

  'new-tab'(shown) {
    expect(shown.waiting(2900)).toEqual(['/inbox', '/news']);
    expect(shown.order(3000)).toEqual(['/inbox', '/news']);
  },

  priorities(shown) {
    const served = ['/app.css', '/news', '/mail', '/urgent', '/logo.png', '/later', '/app.js', '/next-page'];
    expect(shown.order(3000)).toEqual(served);
    expect(new Set(shown.connections(...served))).toEqual(new Set([7]));
    expect(shown.waiting(2900)).toEqual(served);
  },

  'priority-high'(shown) {
    expect(shown.order(2400)).toEqual(['/app.css', '/news', '/urgent']);
  },

  'frames-and-beacons'(shown) {
    expect(shown.order(2600)).toEqual(['/frame', '/app.css', '/stream?7', '/seen', '/next-page']);
  },

  images(shown) {
    expect(shown.running(1300)).toEqual(photos(1, 6));
    expect(shown.waiting(1300)).toEqual(['/news', '/stream?1', ...photos(7, 12)]);
    expect(shown.order(1300)).toEqual(['/news', '/stream?1', ...photos(7, 12)]);
    expect(shown.connections('/news', '/stream?1')).toEqual([1, 1]);
    expect(new Set(shown.connections(...photos(7, 12)))).toEqual(new Set([2, 3, 4, 5, 6]));
  },

  'held-back'(shown) {
    expect(shown.order(1300)).toEqual(['/later', '/next-page', '/page-after']);
    expect(shown.starts('/later')).toEqual(shown.ends('/photo?1'));
    expect(shown.starts('/page-after')).toEqual(shown.ends('/photo?3'));
  },

  'streams-and-an-image'(shown) {
    expect(shown.starts('/news')).toEqual([1601]);
    expect(shown.waiting(2500)).toEqual(['/logo.png']);
    expect(shown.open(2500)).toBe(7);
    expect(shown.starts('/logo.png')).toEqual(shown.ends('/stream?2'));
    expect(shown.connections('/logo.png')).toEqual(shown.connections('/news'));
  },

  'images-of-two-hosts'(shown) {
    const pictures = numbers(1, 4).map((n) => `/picture?${n}`);
    expect(shown.running(1600)).toEqual([...photos(1, 6), ...pictures]);
    expect(shown.starts('/news')).toEqual([1001]);
    expect(shown.starts('/portrait')).toEqual([1700]);
    expect(shown.waiting(3000)).toHaveLength(6);
  },

  hosts(shown) {
    expect(shown.starts('/number')).toEqual([1601]);
    expect(shown.starts('/name')).toEqual([2201]);
    expect(shown.waiting(3500)).toEqual(['/stream?7']);
  },

  https(shown) {
    expect(shown.running(1700)).toContain('/safe');
    expect(shown.waiting(3000)).toEqual(['/news']);
  },

  websocket(shown) {
    expect(shown.running(3000)).toContain('/chat');
    expect(shown.connections('/chat')).toEqual([7]);
    expect(shown.waiting(3000)).toEqual(['/news']);
  },

  'sync-xhr'(shown) {
    expect(shown.order(1000)).toEqual(['/now', '/news', '/stream?7']);
    expect(shown.connections('/now', '/news', '/stream?7')).toEqual([7, 7, 7]);
    expect(shown.waiting(1700)).toEqual(['/news']);
    expect(shown.open(4200)).toBe(7);
  },

  credentials(shown) {
    expect(shown.open(4000)).toBe(12);
    expect(shown.waiting(4000)).toEqual(['/public?7', '/news']);
    const { group: one } = shown.request('/public?7');
    const { group: other } = shown.request('/news');
    expect([one.credentials, other.credentials]).toEqual([false, true]);
  },

  'other-origin'(shown) {
    const open = (at: number) => [...shown.running(at)].length;
    expect([open(1500), shown.open(1500)]).toEqual([12, 13]);
    expect(new Set(shown.waiting(3100))).toEqual(new Set(['/open?7', '/private?7', '/logo.png', '/mail']));
    const served = shown.order(3000);
    expect(served).toEqual(['/private?7', '/open?7']);
    expect(shown.starts('/private?7')).toEqual([3201]);
    expect(shown.starts('/open?7')).toEqual([4001]);
    expect(shown.preflights('/mail')).toMatchObject([{ group: { credentials: false } }]);
    expect(shown.preflights('/mail')[0]?.startedAt).not.toBeNull();
    expect(shown.request('/mail').waits).toMatchObject([
      { reason: 'preflight' },
      { reason: 'connections to the host', until: null },
    ]);
    expect(shown.waiting(6000).toSorted()).toEqual(['/logo.png', '/mail']);
  },

  'close-or-end'(shown) {
    expect(shown.connections('/stream?1', '/stream?2', '/after-close', '/after-end')).toEqual([1, 2, 3, 1]);
  },

  endings(shown) {
    const hows = ['/complete', '/connection-close', '/close-delimited', '/cut', '/reset'];
    for (const how of hows) {
      const [stream, again] = shown.connections(how);
      const [next] = shown.connections(`${how}/next`);
      expect(next === stream).toBe(how === '/complete');
      expect(again).toBe(next);
    }
  },

  rotation(shown) {
    expect(shown.waiting(3100)).toEqual(['/stream?7']);
    expect(shown.starts('/stream?7')[0]).toBe(shown.ends('/stream?1')[0]);
    expect(shown.connections('/stream?7')[0]).toBe(1);
    for (const id of numbers(1, 6)) {
      const [, again] = shown.starts(stream(id));
      expect(again).toBe(shown.ends(stream(id + 1))[0]);
    }
    expect(new Set(shown.connections(...streams(1, 7)))).toEqual(new Set(numbers(1, 6)));
  },

  'comes-back'(shown) {
    const [first, again] = shown.starts('/stream?1');
    expect(first).toBe(200);
    expect(shown.starts('/stream?7')).toEqual([1600]);
    expect(shown.connections('/stream?7')[0]).toBe(shown.connections('/stream?1')[0]);
    expect(shown.waiting(3500)).toEqual(['/news', '/stream?1']);
    expect(shown.order(3500)).toEqual(['/news', '/stream?1']);
    expect(again).toBe(shown.ends('/news')[0]);
  },

  idle(shown) {
    expect(shown.connections('/long')).toEqual(shown.connections('/stream?1'));
    expect(shown.connections('/news')).toEqual(shown.connections('/stream?2'));
  },

  'same-url'(shown) {
    const [first, ...others] = shown.requests('/news');
    expect(others.map(({ waits }) => waits[0]?.reason)).toEqual(['cache lock', 'cache lock']);
    expect(others[0]?.waits[0]?.until).toBe(first?.headersAt);
    expect(others[1]?.waits[0]?.until).toBe(others[0]?.headersAt);
  },

  'same-url-stored'(shown) {
    expect(shown.starts('/news')).toEqual([300, null, null, null]);
    expect(shown.requests('/news').map(({ ending }) => ending)).toEqual([
      'complete',
      'from cache',
      'from cache',
      'from cache',
    ]);
  },

  'same-url-streams'(shown) {
    expect(shown.running(1600)).toHaveLength(6);
    expect(new Set(shown.connections('/stream', '/news')).size).toBe(6);
    expect(shown.waiting(1600)).toEqual([]);
  },

  'h2-seventh'(shown) {
    expect(shown.open(3300)).toBe(1);
    for (const at of numbers(1, 12)) expect(shown.waiting(500 * at)).toEqual([]);
    expect(shown.running(3300)).toEqual(streams(1, 7));
  },

  'h2-limit'(shown) {
    expect(shown.running(2900)).toEqual(streams(1, 4));
    expect(shown.open(2900)).toBe(1);
    expect(shown.order(3000)).toEqual(['/app.css', '/stream?5']);
    expect(shown.waiting(4500)).toEqual(['/stream?6', '/news']);
  },

  'h2-hundred'(shown) {
    expect(shown.running(2000)).toEqual(streams(1, 100));
    expect(shown.open(2000)).toBe(1);
    expect(shown.order(2500)).toEqual(['/app.css', '/stream?101']);
    expect(shown.waiting(4000)).toEqual(['/stream?102', '/news']);
  },

  'h2-priorities'(shown) {
    const by = ['app.css', 'frame', 'news', 'stream?2', 'mail', 'urgent', 'logo.png', 'later', 'app.js'];
    expect(shown.order(2600)).toEqual([...by, 'seen', 'next-page'].map((name) => `/${name}`));
    expect(shown.waiting(2500)).toEqual(shown.order(2600));
  },

  'h2-two-tabs'(shown) {
    expect(new Set(shown.connections(...streams(1, 3), '/news', '/mail'))).toEqual(new Set([1]));
    expect(shown.open(4000)).toBe(1);
    expect(shown.running(4000)).toEqual(['/stream?3']);
  },

  'h2-credentials'(shown) {
    expect(shown.connections('/stream?1', '/stream?2', '/public', '/news', '/open')).toEqual([1, 1, 2, 1, 2]);
  },

  'h2-images'(shown) {
    expect(shown.running(1350)).toEqual(['/stream?1', ...photos(1, 12)]);
    expect(new Set(shown.connections('/stream?1', '/news', ...photos(1, 12)))).toEqual(new Set([1]));
    for (const photo of photos(1, 12)) expect(shown.request(photo).waits).toEqual([]);
  },

  link(shown) {
    expect(shown.waiting(2900)).toEqual(['/next-page']);
    expect(shown.order(2900)).toEqual(['/next-page']);
    const head = shown.request('/next-page').headersAt;
    for (const id of [1, 2, 4, 5, 6]) expect(shown.request(stream(id)).endedAt).toBe(head);
  },

  'link-elsewhere'(shown) {
    expect(shown.starts('/elsewhere')).toEqual([1601]);
    expect(shown.waiting(2500)).toEqual(['/news']);
    const head = shown.request('/elsewhere').headersAt ?? 0;
    for (const id of numbers(1, 6)) expect(shown.request(stream(id)).endedAt).toBe(head);
    expect(shown.request('/news').startedAt).toBe(head + 1);
  },

  'seven-tabs'(shown) {
    expect(shown.running(3200)).toEqual(numbers(1, 6).map((tab) => `/events, tab ${tab}`));
    expect(shown.waiting(3200)).toEqual(['/events, tab 7', '/news']);
    expect(shown.order(3300)).toEqual(['/events, tab 7']);
    expect(shown.waiting(4500)).toEqual(['/news']);
  },

  'tabs-with-lock'(shown) {
    expect(shown.order()).toEqual(['/events, tab 1', '/news', '/events, tab 2']);
    expect(shown.starts('/news')).toEqual([2301]);
    expect(shown.waiting(2350)).toEqual([]);
    const [second] = shown.starts('/events, tab 2');
    expect(second).toBeGreaterThanOrEqual(3300);
    expect(second).toBeLessThan(3310);
  },

  'tabs-with-worker'(shown) {
    expect(shown.order()).toEqual(['/events, tab 1', '/news']);
    expect(shown.starts('/news')).toEqual([2301]);
    expect(shown.ends('/events, tab 1')).toEqual([null]);
    const script = shown.workerScripts();
    expect(script).toHaveLength(1);
    expect(script[0]?.endedAt).toBe(shown.request('/events, tab 1').issuedAt);
  },
};

describe('the answer to', () => {
  it.each(ALL.map((each) => [each.title, each] as const))('%s', (_, { slug, workload }) => {
    const check = ANSWERS[slug];
    if (!check) throw new Error(`nothing holds the answer of ${slug} against the model`);
    check(new Shown(workload));
  });
});

describe('the gallery', () => {
  it('has each slug once, and no answer for one that is not there', () => {
    const slugs = ALL.map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(Object.keys(ANSWERS).filter((slug) => !slugs.includes(slug))).toEqual([]);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it.each(ALL.map((each) => [each.slug, each] as const))('%s can be played in the page', (_, each) => {
    const { workload, about, answer } = each;
    expect(unplayable(workload, 'localhost')).toEqual([]);
    expect(workload.tabs.filter(({ profile }) => profile !== undefined)).toEqual([]);
    expect(workload.until).toBeGreaterThanOrEqual(2000);
    expect(workload.until).toBeLessThanOrEqual(8000);
    for (const text of [about, answer]) expect(text).toMatch(/^[A-Z0-9/].*[.?]$/);
  });
});

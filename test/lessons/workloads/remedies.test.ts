/** A remedy does what it says to workloads of the gallery, and nothing where there is nothing to be done. */
import { describe, expect, it } from 'vitest';
import { unplayable } from '../../../lessons/protocol/connection-pool/real-run.ts';
import { simulate } from '../../../lessons/protocol/connection-pool/simulate.ts';
import { workloadSchema, type Workload } from '../../../lessons/schema/workload.ts';
import { effect } from '../../../lessons/workloads/effect.ts';
import { WORKLOADS } from '../../../lessons/workloads/gallery.ts';
import { REMEDIES } from '../../../lessons/workloads/remedies.ts';
import { CHROMIUM, numbers } from '../protocol/connection-pool/play.ts';
import { Shown } from './shown.ts';

const ALL = WORKLOADS.flatMap(({ workloads }) => workloads);

function given(slug: string): Workload {
  const found = ALL.find((each) => each.slug === slug);
  if (!found) throw new Error(`no workload ${slug}`);
  return found.workload;
}

function apply(slug: string, workload: Workload): Workload | null {
  const remedy = REMEDIES.find((each) => each.slug === slug);
  if (!remedy) throw new Error(`no remedy ${slug}`);
  return remedy.apply(workload);
}

function applied(slug: string, workload: Workload): Workload {
  const done = apply(slug, workload);
  if (done === null) throw new Error(`${slug} makes no difference`);
  return done;
}

const effectOf = (workload: Workload) => effect(simulate(workload, CHROMIUM), workload.until);

const SEVENTH = given('seventh');
const REST = ['/app.css', '/app.js', '/logo.png'];

describe('the effect of six streams', () => {
  it('is that two requests wait at the end, and how long', () => {
    expect(effectOf(SEVENTH)).toEqual({ waiting: 2, longestWait: 3300, opened: 7, mostOpen: 6 });
  });

  it('is nothing where nothing is asked for', () => {
    const none = effectOf({ ...SEVENTH, actions: [] });
    expect(none).toEqual({ waiting: 0, longestWait: 0, opened: 0, mostOpen: 0 });
  });
});

describe('HTTP/2', () => {
  it('puts all requests on one connection, and nothing waits for a stream to end', () => {
    expect(effectOf(applied('http2', SEVENTH))).toEqual({
      waiting: 0,
      longestWait: 0,
      opened: 1,
      mostOpen: 1,
    });
  });

  it('reaches a limit of its own', () => {
    const { actions, ...rest } = SEVENTH;
    const many = numbers(101, 200).map((id) => ({ ...actions[0], id, url: `http://localhost/${id}` }));
    const workload = workloadSchema.parse({ ...rest, actions: [...actions, ...many] });
    expect(effectOf(applied('http2', workload)).waiting).toBeGreaterThan(0);
  });

  it('knows no end of HTTP/1.1: such a response is complete', () => {
    const { actions } = applied('http2', given('endings'));
    const ends = actions.flatMap((action) => (action.do === 'end' ? action.how : []));
    expect(ends).toEqual(['complete', 'complete', 'complete', 'cut', 'reset']);
    const workload = workloadSchema.parse({
      ...SEVENTH,
      responses: { 'http://localhost/app.css': { ending: 'close-delimited' } },
    });
    expect(Object.values(applied('http2', workload).responses)).toEqual([{ ending: 'complete' }]);
  });

  it('makes a WebSocket one over TLS', () => {
    const { actions } = applied('http2', given('websocket'));
    expect(actions.flatMap((action) => ('url' in action ? action.url : []))).toContain(
      'wss://localhost/chat',
    );
  });

  it('is not applied twice', () => {
    expect(apply('http2', applied('http2', SEVENTH))).toBeNull();
    expect(apply('http2', given('h2-seventh'))).toBeNull();
  });
});

describe('one stream for each tab', () => {
  it('holds one connection, and the rest has the others', () => {
    const shown = new Shown(applied('one-stream', SEVENTH));
    expect(shown.running(6000)).toEqual(['/stream?all']);
    expect(shown.waiting(3000)).toEqual([]);
    for (const label of REST) expect(shown.request(label).startedAt).not.toBeNull();
  });

  it('takes one for each of two tabs', () => {
    expect(new Shown(applied('one-stream', given('two-tabs'))).running(2900)).toEqual([
      '/stream?all',
      '/stream?all',
    ]);
  });

  it('stays until the last of those that it stands for is closed', () => {
    const { actions } = SEVENTH;
    const closing = numbers(1, 7).map((id) => ({ do: 'close' as const, at: 4000 + 100 * id, id }));
    const endOf = (list: typeof closing) =>
      new Shown(applied('one-stream', { ...SEVENTH, actions: [...actions, ...list] })).ends('/stream?all');
    expect(endOf(closing)).toEqual([4700]);
    expect(endOf(closing.slice(1))).toEqual([null]);
  });

  it('is nothing new where a tab has one stream', () => {
    expect(apply('one-stream', given('h2-images'))).toBeNull();
  });
});

describe.each([
  ['web-lock', 'lock'],
  ['shared-worker', 'worker'],
] as const)('one stream for all tabs, by %s', (slug, shared) => {
  it('takes one connection', () => {
    for (const of of ['seventh', 'two-tabs', 'seven-tabs']) {
      const streams = new Shown(applied(slug, given(of)))
        .running(2850)
        .filter((label) => /^\/(stream|events)/.test(label));
      expect(streams).toHaveLength(1);
    }
    expect(new Shown(applied(slug, SEVENTH)).waiting(6000)).toEqual([]);
  });

  it('is what the gallery has as such', () => {
    const { actions } = applied(slug, given('seven-tabs'));
    const streams = actions.filter((action) => 'api' in action && action.api === 'EventSource');
    expect(streams).toHaveLength(7);
    for (const each of streams) expect(each).toMatchObject({ shared, url: 'http://localhost/stream?all' });
    expect(apply(slug, given(`tabs-with-${shared}`))).toBeNull();
  });

  it('is nothing new where there is one stream', () => {
    expect(apply(slug, given('h2-images'))).toBeNull();
  });
});

describe('when the first tab is closed', () => {
  const from = (slug: string) => new Shown(applied(slug, given('seven-tabs')));

  it('the next one opens the stream anew that it gets by the lock', () => {
    expect(from('web-lock').starts('/events, tab 2')[0]).toBeGreaterThanOrEqual(3300);
  });

  it('the stream of the worker stays', () => {
    expect(from('shared-worker').ends('/events, tab 1')).toEqual([null]);
  });
});

describe('a host name for the streams', () => {
  const shown = new Shown(applied('host', SEVENTH));

  it('leaves six connections to all other requests', () => {
    for (const label of REST)
      expect(shown.request(label).waits.map(({ reason }) => reason)).not.toContain('connections to the host');
  });

  it('lets no more than six streams be open', () => {
    expect(shown.running(3300).filter((label) => label.startsWith('/stream'))).toHaveLength(6);
    expect(shown.waiting(3300)).toEqual(['/stream?7']);
  });

  it('is left to HTTP/1.1, and takes what the server answers along', () => {
    expect(apply('host', given('h2-seventh'))).toBeNull();
    expect(applied('host', given('comes-back')).responses['http://streams.localhost/stream?1']).toEqual({
      retry: 1000,
    });
  });

  it('makes no difference where nothing but streams goes there', () => {
    expect(apply('host', given('two-tabs'))).toBeNull();
    expect(apply('host', applied('host', SEVENTH))).toBeNull();
  });
});

describe('streams that end', () => {
  const shown = new Shown(applied('finite', SEVENTH));

  it('give everybody a turn', () => {
    for (const label of [...REST, '/stream?7']) expect(shown.request(label).startedAt).not.toBeNull();
  });

  it('come back', () => {
    const [first, second] = shown.requests('/stream?1');
    expect(second?.issuedAt).toBe((first?.endedAt ?? 0) + 550);
  });

  it('are nothing new where there are none', () => {
    expect(apply('finite', given('same-url'))).toBeNull();
  });
});

describe('close when hidden', () => {
  it('leaves the connections to the tab in front', () => {
    const shown = new Shown(applied('hidden', given('two-tabs')));
    expect(shown.running(2900)).toEqual(numbers(5, 8).map((id) => `/stream?${id}`));
    for (const id of numbers(5, 8)) {
      expect(shown.request(`/stream?${id}`).waits).toMatchObject([{ reason: 'connecting' }]);
    }
  });

  it('lets the page of a new tab come at once', () => {
    const shown = new Shown(applied('hidden', given('new-tab')));
    expect(shown.request('/inbox').waits).toMatchObject([{ reason: 'connecting' }]);
  });

  it('makes no difference to one tab alone', () => {
    expect(apply('hidden', SEVENTH)).toBeNull();
  });
});

describe('fetch without credentials', () => {
  it('goes past the streams, and nothing else does', () => {
    const shown = new Shown(applied('omit', given('one-place')));
    expect(shown.starts('/news')).toEqual([1001]);
    expect(shown.waiting(2000)).toEqual(['/stream?7', '/mail']);
  });

  it('makes no difference where nothing is fetched with them', () => {
    expect(apply('omit', SEVENTH)).toBeNull();
    expect(apply('omit', applied('omit', given('one-place')))).toBeNull();
  });
});

describe.each(REMEDIES.map((remedy) => [remedy.slug, remedy] as const))('what %s makes', (_, remedy) => {
  it.each(ALL.map(({ slug, workload }) => [slug, workload] as const))('of %s can be played', (_, before) => {
    const text = JSON.stringify(before);
    const after = remedy.apply(before);
    expect(JSON.stringify(before)).toBe(text);
    if (after === null) return;
    expect(workloadSchema.parse(after)).toEqual(after);
    expect(unplayable(after, 'localhost')).toEqual([]);
    expect(after).not.toEqual(before);
  });
});

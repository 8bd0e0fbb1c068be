/** What a page asks of the server for a real run, and what it gives back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asPlayed, playWorkload, unplayableHere, type RealRunListener } from '../../../client/io/real-run.ts';
import { FRAMES, stubPage } from '../state/connections/page.ts';
import { GALLERY, named } from '../../lessons/workloads/named.ts';

const PLACE = Object.assign(FRAMES, { replaceChildren: () => {} });

beforeEach(() => {
  stubPage();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Answers what is asked with these, one after the other, and says what was asked. */
function server(...answers: (Response | Error)[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, { method = 'GET' }: RequestInit) => {
    asked.push(`${method} ${url}`);
    const answer = answers.shift() ?? new Response(null, { status: 204 });
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return asked;
}

const CREATED = { id: 'abc', labPort: 4281, labTlsPort: 4282 };

const listener = () => ({
  created: vi.fn<RealRunListener['created']>(),
  opened: vi.fn<RealRunListener['opened']>(),
  begins: vi.fn<RealRunListener['begins']>(),
  noted: vi.fn<RealRunListener['noted']>(),
  seen: vi.fn<RealRunListener['seen']>(),
  over: vi.fn<RealRunListener['over']>(),
});

const play = (on: RealRunListener) =>
  playWorkload(named('seventh'), PLACE, on, () => new AbortController().signal);

describe('a real run', () => {
  it('that is given up before the server has answered is released when it has', async () => {
    const asked = server(Response.json(CREATED));
    const on = listener();
    play(on).discard();
    await vi.waitFor(() => {
      expect(asked).toEqual(['POST /api/workloads', 'POST /api/workloads/abc/release']);
    });
    expect(on.created).not.toHaveBeenCalled();
    expect(on.over).not.toHaveBeenCalled();
  });

  it('that the server refuses is over, with what it says', async () => {
    server(Response.json({ detail: 'Too many runs.' }, { status: 503 }));
    const on = listener();
    play(on);
    await vi.waitFor(() => {
      expect(on.over).toHaveBeenCalledWith({
        what: 'Too many runs.',
        remedy: 'Correct it and run it again.',
      });
    });
  });

  it('without a server is over', async () => {
    server(new TypeError('no connection'));
    const on = listener();
    play(on);
    await vi.waitFor(() => {
      expect(on.over).toHaveBeenCalledOnce();
    });
    expect(on.over.mock.calls[0]?.[0]?.what).toMatch(/does not answer/);
  });
});

describe('a workload', () => {
  it.each(GALLERY)('of the gallery (%s) can be played by this page, in frames of it', (_, workload) => {
    expect(unplayableHere(workload)).toEqual([]);
    const { tabs } = asPlayed(workload, CREATED).workload;
    expect(tabs.map(({ top }) => top)).toEqual(workload.tabs.map(() => 'http://localhost:4280'));
  });

  it('of two profiles cannot', () => {
    const { tabs, ...rest } = named('two-tabs');
    const apart = tabs.map((tab, index) => ({ ...tab, profile: `profile ${index}` }));
    expect(unplayableHere({ ...rest, tabs: apart }).map(({ path }) => path)).toEqual(['/tabs']);
  });
});

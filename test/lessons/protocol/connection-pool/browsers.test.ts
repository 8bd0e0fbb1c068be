import { describe, expect, it } from 'vitest';
import { BROWSERS, rulesOf, type Browser } from '../../../../lessons/protocol/connection-pool/browsers.ts';
import { get, numbers, play, stream, streams } from './play.ts';

const browsers: [string, Browser][] = Object.entries(BROWSERS);

describe.each(browsers)('%s', (_, browser) => {
  it('says of each number where it comes from and how sure it is', () => {
    for (const { source, certainty } of Object.values(browser.rules)) {
      expect(source.length).toBeGreaterThan(3);
      expect(['seen', 'read', 'assumed']).toContain(certainty);
    }
  });

  it('has a limit for each host that is not made up, and the model keeps it', () => {
    const { value, certainty } = browser.rules.connectionsPerHost;
    expect(certainty).not.toBe('assumed');
    expect(play(streams(20), {}, rulesOf(browser)).at(100).running).toHaveLength(value);
  });
});

describe('browsers', () => {
  it('were tried in one case alone: nothing else may be shown as seen', () => {
    const seen = browsers.filter(([, { rules }]) =>
      Object.values(rules).some(({ certainty }) => certainty === 'seen'),
    );
    expect(seen.map(([name]) => name)).toEqual(['chromium']);
  });

  it('of which nobody knows better serve first come, first served', () => {
    const waiting = [get(10, 11, { priority: 'low' }), get(20, 12)];
    const played = play([...streams(6), ...waiting], {}, rulesOf(BROWSERS.safari));
    expect(played.waitingAt(100)).toEqual([11, 12]);
  });

  it('Firefox lets an EventSource wait 5 s by itself, and no less than half a second', () => {
    const [own, stated] = ['http://localhost:4281/1', 'http://localhost:4281/2'];
    const responses = { [own]: { duration: 100 }, [stated]: { duration: 100, retry: 10 } };
    const played = play(streams(2), { responses, until: 7000 }, rulesOf(BROWSERS.firefox));
    expect([played.of(1, 2).issuedAt, played.of(2, 2).issuedAt]).toEqual([5100, 600]);
  });

  it('with two connections stop at the third stream', () => {
    const played = play(
      numbers(1, 3).map((id) => stream(id, id)),
      {},
      rulesOf(BROWSERS.ie6),
    );
    expect(played.startOf(1, 2, 3)).toEqual([1, 2, null]);
  });
});

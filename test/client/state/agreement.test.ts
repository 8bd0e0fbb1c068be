import { describe, expect, it } from 'vitest';
import { Agreement } from '../../../client/state/agreement.ts';
import { Dissection } from '../../../lessons/protocol/dissect.ts';
import { event, fromClient, fromServer, HEAD, REQUEST } from './recorded.ts';

const seen = (data: string, lastEventId = '') => ({ type: 'message', data, lastEventId, at: 0 });

function compare() {
  const dissection = new Dissection();
  dissection.append(fromServer(0, HEAD));
  const agreement = new Agreement(dissection);
  const dispatch = (...texts: readonly string[]) => {
    for (const text of texts) dissection.append(fromServer(0, event(text)));
    agreement.compare();
  };
  return { agreement, dispatch };
}

describe('the agreement with the browser', () => {
  it('counts what both dispatched, whichever was first', () => {
    const { agreement, dispatch } = compare();
    dispatch('a');
    expect(agreement.compared).toBe(0);
    agreement.observe(seen('a'));
    expect(agreement.compared).toBe(1);
    agreement.observe(seen('b'));
    agreement.observe(seen('c'));
    expect(agreement.compared).toBe(1);
    dispatch('b', 'c', 'd');
    expect(agreement.compared).toBe(3);
    expect(agreement.differing(3)).toBe(0);
  });

  it('keeps what the browser dispatched instead: another type, data or last event ID', () => {
    const { agreement, dispatch } = compare();
    dispatch('a', 'b', 'c', 'd', 'e');
    agreement.observe(seen('a'));
    agreement.observe({ ...seen('b'), type: 'else' });
    agreement.observe(seen('c', '7'));
    agreement.observe(seen('d'));
    agreement.observe(seen('else'));
    expect([1, 2, 3, 4, 5].map((count) => agreement.differing(count))).toEqual([0, 1, 2, 2, 3]);
    expect(agreement.other(1)).toBeNull();
    expect(agreement.other(2)).toEqual({ ...seen('b'), type: 'else' });
    expect(agreement.other(3)).toEqual(seen('c', '7'));
    expect(agreement.other(5)).toEqual(seen('else'));
  });

  it('goes on to the last event that was recorded, and takes no notice of what comes after', () => {
    const { agreement, dispatch } = compare();
    dispatch('a', 'b', 'c');
    agreement.observe(seen('a'));
    agreement.end();
    for (const data of ['b', 'c', 'd', 'e']) agreement.observe(seen(data));
    expect(agreement.compared).toBe(3);
    dispatch('d');
    expect(agreement.compared).toBe(3);
  });

  it('forgets what the browser was ahead with when nothing more is recorded', () => {
    const { agreement, dispatch } = compare();
    dispatch('a');
    for (const data of ['a', 'b', 'c']) agreement.observe(seen(data));
    agreement.end();
    dispatch('b', 'c');
    expect(agreement.compared).toBe(1);
  });

  it('tells what one response has brought from the next, where the browser dropped the end of the first', () => {
    const dissection = new Dissection();
    const agreement = new Agreement(dissection);
    const answer = (connection: number, ...texts: readonly string[]) => {
      dissection.append(fromClient(0, REQUEST, connection));
      for (const bytes of [HEAD, ...texts.map(event)]) dissection.append(fromServer(0, bytes, connection));
      agreement.compare();
    };
    agreement.observe(seen('a'));
    answer(1, 'a', 'b');
    expect(agreement.compared).toBe(1);
    agreement.responseEnded();
    expect(agreement.compared).toBe(2);
    expect(agreement.other(2)).toBe('missed');
    agreement.observe(seen('a'));
    agreement.observe(seen('b'));
    agreement.responseEnded();
    answer(2, 'a', 'b', 'c');
    expect([3, 4, 5].map((number) => agreement.other(number))).toEqual([null, null, 'missed']);
    expect(agreement.differing(5)).toBe(2);
  });

  it('ends where the browser is too far ahead to keep what it dispatched', () => {
    const { agreement, dispatch } = compare();
    for (let count = 0; count <= 50_000; count += 1) agreement.observe(seen('a'));
    dispatch('a');
    expect(agreement.compared).toBe(0);
  });

  it('ends where a thousand events differ', () => {
    const { agreement, dispatch } = compare();
    for (let count = 0; count < 1010; count += 1) agreement.observe(seen('b'));
    dispatch(...Array.from({ length: 1010 }, () => 'a'));
    expect(agreement.compared).toBe(1000);
    expect(agreement.differing(1010)).toBe(1000);
    expect(agreement.other(1000)).toEqual(seen('b'));
    expect(agreement.other(1001)).toBeNull();
  });
});

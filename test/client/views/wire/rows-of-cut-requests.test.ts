import { expect, it } from 'vitest';
import { Rows } from '../../../../client/views/wire/rows.ts';
import { Dissection } from '../../../../lessons/protocol/dissect.ts';
import { arrival } from '../../../lessons/protocol/wire.ts';

const spansOf = (rows: Rows) => rows.rows.map(({ kind, start, end }) => [kind, start, end]);

it('a request that comes in several arrivals is laid out as one that came at once', () => {
  const parts = ['GET / HTTP/1.1\r\n', 'Host: a\r\n', 'Accept: b\r\n', '\r\n'];
  const whole = new Dissection();
  whole.append(arrival(parts.join(''), 'client'));
  const dissection = new Dissection();
  const rows = new Rows(dissection, 40, null, new Set());
  for (const part of parts) {
    dissection.append(arrival(part, 'client'));
    void rows.rows;
  }
  expect(spansOf(rows)).toEqual(spansOf(new Rows(whole, 40, null, new Set())));
});

it('bytes that come between two parts of a request keep rows of their own', () => {
  const dissection = new Dissection();
  dissection.append(arrival('GET / HTTP/1.1\r\nHost: ', 'client', 1));
  dissection.append(arrival('GET / HTTP/1.1\r\n\r\n', 'client', 2));
  dissection.append(arrival('a\r\n\r\n', 'client', 1));
  let end = 0;
  for (const row of new Rows(dissection, 40, null, new Set()).rows) {
    expect(row.start, `the ${row.kind} after byte ${end}`).toBe(end);
    end = row.end;
  }
  expect(end).toBe(dissection.capture.length);
});

import { expect, it } from 'vitest';
import { layAxis } from '../../../../client/views/lanes/axis.ts';
import { Capture, type Arrival } from '../../../../lessons/protocol/capture.ts';

const ending = (at: number): Arrival => ({
  connection: 1,
  from: 'server',
  at,
  bytes: new Uint8Array(),
  ending: 'fin',
});

it('time on the axis does not stand still where a connection ended', () => {
  const capture = new Capture();
  capture.append({ connection: 1, from: 'server', at: 100, bytes: new Uint8Array(10), ending: null });
  capture.append(ending(500));
  const axis = layAxis(capture, 1);
  expect(axis.x(10, 2000)).toBeGreaterThan(axis.x(10, 600));
  const position = axis.position(axis.x(10, 2000));
  expect('at' in position && position.at).toBeCloseTo(2000);
});

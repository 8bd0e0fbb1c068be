import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { pay } from './visit.ts';
import { growth, leftOver } from './verdicts.ts';

describe('the verdict', () => {
  it('compares the last third with the first', () => {
    expect(growth([10, 10, 10, 99, 99, 99, 12, 11, 13])).toBeCloseTo(1.2, 10);
    expect(growth([1, 2])).toBeNull();
  });

  it('names the handles that are more than before', () => {
    expect(leftOver({ TCPSocketWrap: 2, TCPServerWrap: 6 }, { TCPServerWrap: 6 })).toEqual([
      '2 more of TCPSocketWrap',
    ]);
    expect(leftOver({ TCPServerWrap: 5 }, { TCPServerWrap: 6, Timeout: 1 })).toEqual([]);
  });
});

describe('a visitor', () => {
  it.each(['read', 'stall', 'reset', 'half-close', 'go'] as const)(
    'leaves by himself: %s',
    async (manner) => {
      const server = http.createServer({ highWaterMark: 1 }, (_request, response) =>
        response.write('a'.repeat(1000)),
      );
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const gone = new Promise((resolve) =>
        server.once('connection', (socket) => socket.once('close', resolve)),
      );
      const { bytes, status } = await pay(
        { protocol: 'HTTP/1.1', manner, stay: 100, path: '/' },
        { page: 0, plain: port, tls: 0 },
      );
      await gone;
      server.close();
      if (manner === 'read' || manner === 'reset') expect([bytes > 1000, status]).toEqual([true, 200]);
      if (manner === 'stall') expect([bytes, status]).toEqual([0, null]);
    },
  );
});

/** What the lab is to reach. What it is compared with is measured in the same run. */
import type { ServerName } from './servers.ts';
import type { Aim, Pick } from './tables.ts';

/** Percent. An event on its way when counting begins or ends is counted or not: that is no loss. */
const ALL = 99.5;

const UNTAPPED = 'lab, untapped';
const TAPPED = 'lab, tapped';
const BARE = 'node:http';

function beside(server: ServerName, peer: ServerName, what: string, pick: Pick, target: Aim['target']): Aim {
  return { what, server, peer, pick, unit: 'x', target };
}

const delivers = (server: ServerName, rate: number, index: number): Aim => ({
  what: `delivered at ${rate}/s`,
  server,
  peer: null,
  pick: ({ loads }) => loads[index]?.percent,
  unit: '%',
  target: { least: ALL },
});

const isAsFastAs = (server: ServerName, peer: ServerName, rate: number, index: number): Aim =>
  beside(server, peer, `p99 at ${rate}/s`, ({ loads }) => loads[index]?.p99, { most: 1 });

/** The last of the rates is too much for all. */
export function http1Aims(rates: readonly number[]): Aim[] {
  const steady = rates.slice(0, -1);
  const overloaded: Pick = ({ loads }) => loads[steady.length]?.delivered;
  return [
    beside(UNTAPPED, BARE, 'memory', ({ resident }) => resident, { most: 1.1 }),
    beside(TAPPED, BARE, 'memory', ({ resident }) => resident, { most: 2 }),
    beside(UNTAPPED, 'Express', 'streams opened per second', ({ opened }) => opened, { least: 1 }),
    ...steady.flatMap((rate, index) => [
      delivers(UNTAPPED, rate, index),
      delivers(TAPPED, rate, index),
      isAsFastAs(UNTAPPED, BARE, rate, index),
    ]),
    beside(UNTAPPED, BARE, 'delivered per second, overloaded', overloaded, { least: 1 }),
    beside(UNTAPPED, 'better-sse', 'delivered per second, overloaded', overloaded, { least: 1.3 }),
  ];
}

export const http2Aims = (rates: readonly number[]): Aim[] =>
  rates.flatMap((rate, index) => [
    delivers('lab, HTTP/2', rate, index),
    isAsFastAs('lab, HTTP/2', 'node:http2', rate, index),
  ]);

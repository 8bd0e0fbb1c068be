/** The words of the simulated pool. */
import { counted } from './counted.ts';

const hold = (requests: number) => `${counted(requests, 'request')} ${requests === 1 ? 'holds' : 'hold'}`;

export const POOL = {
  title: 'Connections',
  busy: (running: number, slots: number) => `${running} of ${slots} busy`,
  onConnections: (running: number, connections: number) =>
    `${running} on ${counted(connections, 'connection')}`,
  model: 'model',
  modelMeans: 'Computed, not measured. Your browser’s own pool is not touched.',
  oneConnection: 'One connection, shared by all of them',
  slots: 'Connection slots',
  streams: 'Streams on one HTTP/2 connection',
  slot: (number: number, holder: string) => `Slot ${number}: ${holder}`,
  stream: (number: number, holder: string) => `Stream ${number}: ${holder}`,
  free: 'free',
  yourStream: 'your stream',
  onConnection: (name: string, connection: number | null) => `${name}, connection ${connection ?? ''}`,
  close: (label: string) => `Close ${label}`,
  requests: 'Simulated requests',
  openStream: 'Open stream',
  openStreamKey: 'Open a stream (o)',
  openTen: 'Open ten',
  openTenKey: 'Open ten streams (O)',
  fetch: 'Fetch',
  fetchKey: 'Fetch an asset (f)',
  undo: 'Undo',
  undoKey: 'Undo (u)',
  protocol: 'Protocol of the model',
  waiting: 'Waiting for a connection',
  nobodyWaits: 'none',
  waits: (label: string, holders: number) =>
    `${label} waits: ${hold(holders)} every place. No error, no timeout.`,
  waitsInLine: (label: string, holders: number, inFront: number) =>
    `${label} waits: ${hold(holders)} every place, ${inFront === 1 ? '1 waits' : `${inFront} wait`} in front of it. No error, no timeout.`,
  about: (connections: number, assetTime: number) =>
    `A model of a browser: at most ${connections} connections to a host, first come, first served, each busy until its response ends or is closed. An asset takes ${assetTime} ms.`,
  aboutHttp2: (streams: number) =>
    `A model of a browser: on HTTP/2 all requests to a host share one connection, up to ${streams} streams at a time; more wait.`,
  tryIt: 'Try it in your own browser',
} as const;

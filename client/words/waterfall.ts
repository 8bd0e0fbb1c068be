/** The words of the picture of a timeline. */
import { counted } from './counted.ts';

const wait = (waiting: number) => (waiting > 0 ? `, ${waiting} ${waiting === 1 ? 'waits' : 'wait'}` : '');

export const WATERFALL = {
  streams: (origin: string) => `${origin}: streams`,
  slots: (origin: string) => `${origin}: slots`,
  lane: (number: number, requests: string) => `Lane ${number}: ${requests}`,
  slot: (number: number, requests: string) => `Slot ${number}: ${requests}`,
  slotOn: (number: number, requests: string, connection: string) =>
    `Slot ${number}: ${requests}, ${connection}`,
  free: 'free',
  onOneConnection: (running: number, waiting: number) =>
    `${counted(running, 'stream')} on one connection${wait(waiting)}`,
  busy: (running: number, limit: number, idle: number, waiting: number) =>
    `${running}${Number.isFinite(limit) ? ` of ${limit}` : ''} busy${idle > 0 ? `, ${idle} idle` : ''}${wait(waiting)}`,
  open: (connection: string, from: string) => `${connection}: open from ${from}`,
  wasOpen: (connection: string, from: string, to: string) => `${connection}: open from ${from} to ${to}`,
  runs: (name: string, from: string) => `${name}, from ${from} on`,
  ran: (name: string, from: string, to: string) => `${name}, from ${from} to ${to}`,
  nothingYet: 'nothing has been asked for yet',
  waiting: 'Waiting for a connection',
  nobodyWaits: 'nobody waits now',
  waits: (name: string, time: string) => `${name} waits ${time}`,
  waited: (name: string, time: string) => `${name} waited ${time}`,
  more: (count: number) => `and ${count} more that wait or have waited`,
} as const;

/** The console's line to the server, which opens TCP connections to the lab and brings back all that crosses them. */
import { decodeArrival } from '../../lessons/protocol/arrival-frame.ts';
import type { Arrival } from '../../lessons/protocol/capture.ts';
import type { ConsoleCommand, ConsoleNotice } from '../../server/contract.ts';
import { now } from './clock.ts';
import type { RunProblem } from './api.ts';
import { CONSOLE } from '../words/console.ts';

export interface ConsoleListener {
  arrived(arrival: Arrival): void;
  notice(text: string): void;
  /** The server is done with it and closed it, or was lost. `reason` is what it said, or ''. */
  ended(done: boolean, reason: string): void;
}

export interface ConsoleLine {
  /** The time of `now()` at which the clock of the arrivals stood at 0, as near as the page can know. */
  readonly startedAt: number;
  send(bytes: Uint8Array): void;
  command(command: ConsoleCommand): void;
  close(): void;
}

/** RFC 6455 7.4.1 */
const DONE = 1000;

/** The server takes no longer message. */
const MOST_BYTES = 32 * 1024;

export function openConsole(on: ConsoleListener): Promise<ConsoleLine | RunProblem> {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/console`);
  socket.binaryType = 'arraybuffer';
  let over = false;
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (over) return;
    if (typeof data === 'string') {
      on.notice((JSON.parse(data) as ConsoleNotice).text);
      return;
    }
    const arrival = decodeArrival(new Uint8Array(data));
    if (arrival) on.arrived(arrival);
  };
  return new Promise((resolve) => {
    socket.onclose = () => {
      resolve(CONSOLE.notOpened);
    };
    socket.onopen = () => {
      socket.onclose = ({ code, reason }) => {
        if (!over) on.ended(code === DONE, reason);
        over = true;
      };
      resolve({
        startedAt: now(),
        send(bytes) {
          for (let from = 0; from < bytes.length; from += MOST_BYTES) {
            socket.send(bytes.slice(from, from + MOST_BYTES));
          }
        },
        command(command) {
          socket.send(JSON.stringify(command));
        },
        close() {
          over = true;
          socket.close();
        },
      });
    };
  });
}

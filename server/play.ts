/**
 * Plays a scenario as a response: real writes on a real socket, framed by Node's own chunked transfer coding. Each
 * step that holds bytes is one write and so one chunk. Stops where it is as soon as the client has gone.
 */
import type { ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { formatEvent } from '../lessons/protocol/format.ts';
import type { Scenario, ScenarioStep } from '../lessons/schema/scenario.ts';

/** Settles when the response has ended, is to be held for ever, or has nobody to go to. */
export async function play(scenario: Scenario, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  try {
    await writeSteps(scenario, response, gone);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    return;
  }
  if (scenario.then === 'end') response.end();
  if (scenario.then === 'cut') cut(response);
}

async function writeSteps(
  scenario: Scenario,
  response: ServerResponse,
  gone: AbortController,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    'Access-Control-Allow-Origin': '*',
  });
  // Node would hold the head back until the first chunk.
  response.flushHeaders();
  for (const step of scenario.steps) {
    if ('wait' in step) {
      await setTimeout(step.wait, undefined, { signal: gone.signal });
    } else {
      await write(response, bytesOf(step), gone);
      // A long scenario without waits must not keep the other connections from their turn.
      await setImmediate(undefined, { signal: gone.signal });
    }
  }
}

/**
 * Waits until the operating system has taken the bytes. That is back-pressure, and it keeps the steps apart: what is
 * written while an earlier write is under way, or in the same tick, Node would put into one write with it.
 */
function write(response: ServerResponse, bytes: Uint8Array, gone: AbortController): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(gone.signal.reason as Error);
    };
    gone.signal.addEventListener('abort', stop, { once: true });
    response.write(bytes, (error) => {
      // A reset may be noticed here before the response closes.
      if (error) gone.abort();
      gone.signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}

function bytesOf(step: Exclude<ScenarioStep, { wait: number }>): Uint8Array {
  if ('event' in step) return Buffer.from(formatEvent(step.event));
  if ('text' in step) return Buffer.from(step.text);
  return Buffer.from(step.bytes.replace(/\s+/g, ''), 'hex');
}

/** Ends the connection in order, with a FIN after the last byte, but leaves the message without its last-chunk. */
function cut(response: ServerResponse): void {
  response.socket?.destroySoon();
}

/** The streams that are open: counted against the bounds, played, and ended in order. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Act } from '../../lessons/scenario/act.ts';
import { problem } from '../problem.ts';
import type { Run } from '../run.ts';
import type { LabParts } from './parts.ts';
import type { Pen } from './pen.ts';
import { Player, type PlayBounds } from './player.ts';
import { Quota } from './quota.ts';
import { refuse } from './refusals.ts';
import type { LabRequest, LabResponse } from './request.ts';
import type { Wire } from './wire.ts';

/** RFC 6455 7.4.1. */
const GOING_AWAY = 1001;

export class Streams {
  readonly #parts: Pick<LabParts, 'limits' | 'log'>;
  readonly #quota: Quota;
  readonly #bounds: PlayBounds;
  readonly #playing = new Map<LabResponse, Player>();
  readonly #sockets = new Set<WebSocket>();
  readonly #failed = (error: unknown): void => {
    this.#parts.log.error(error, 'a stream could not be played');
  };

  constructor(parts: Pick<LabParts, 'limits' | 'log'>) {
    const { streams, streamsPerClient, streamBytes, streamTime } = parts.limits;
    this.#parts = parts;
    this.#quota = new Quota({ inAll: streams, perClient: streamsPerClient });
    this.#bounds = { bytes: streamBytes, time: streamTime };
  }

  /** Counts a response that stays open until `until` is closed; refuses it past a bound. */
  open(
    wire: Wire,
    run: Run | null,
    request: LabRequest,
    response: LabResponse,
    until: LabResponse | Socket = response,
  ): boolean {
    const { limits, log } = this.#parts;
    const { client } = wire;
    if (run && run.streams >= limits.streamsPerRun) {
      const detail = `This run has ${limits.streamsPerRun} streams open, and no more than that.`;
      refuse(response, problem(429, `${detail} Close some of them.`));
      return false;
    }
    const bound = this.#quota.take(client);
    if (bound === 'of one client') {
      const detail = `You have ${limits.streamsPerClient} streams open, and no more than that.`;
      refuse(response, problem(429, `${detail} Close some of them.`));
      return false;
    }
    if (bound === 'in all') {
      const detail = `The lab has ${limits.streams} streams open, and no more than that.`;
      refuse(response, problem(503, `${detail} Try again when some have ended.`));
      return false;
    }
    if (run) run.streams += 1;
    wire.allowSilence();
    log.info({ client, url: request.url, http: request.httpVersion }, 'stream begins');
    until.on('close', () => {
      this.#playing.get(response)?.stop();
      this.#playing.delete(response);
      this.#quota.give(client);
      if (run) run.streams -= 1;
      log.info({ client, url: request.url }, 'stream is over');
    });
    return true;
  }

  /** Plays an answer whose response was opened, after `delay` milliseconds. */
  play(response: LabResponse, acts: Iterator<Act>, pen: Pen, delay = 0): Player {
    const player = new Player(acts, pen, this.#bounds, delay, this.#failed);
    this.#playing.set(response, player);
    return player;
  }

  /** A connection that was opened as a stream has become a WebSocket. */
  keep(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
  }

  /** Ends all, in order. */
  end(): void {
    for (const player of this.#playing.values()) player.end();
    for (const socket of this.#sockets) socket.close(GOING_AWAY);
  }
}

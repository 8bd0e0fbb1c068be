/** The lab in a process of its own, which tells what it holds and what went wrong. */
import { readSettings } from '../../../../server/settings.ts';
import { start } from '../../../../server/start.ts';
import { perform } from '../perform.ts';
import { memoryNow, type Memory } from '../memory.ts';

/**
 * Small, so that the captures have taken all the room they may have soon after the beginning, and so that what goes
 * because it is silent has gone before the handles are counted.
 */
const LIMITS = 'runs=400,captureBytes=65536,storeBytes=8388608,silence=8000,keepAlive=8000,headTime=8000';

export interface Vitals extends Memory {
  /** What keeps the process alive, by kind, such as sockets. */
  readonly handles: Readonly<Record<string, number>>;
  /** Errors that nobody caught. */
  readonly uncaught: readonly string[];
}

export interface SoakServerTasks {
  readonly open: { ask: null; answer: Ports };
  readonly vitals: { ask: null; answer: Vitals };
}

export interface Ports {
  readonly page: number;
  readonly plain: number;
  readonly tls: number;
}

const uncaught: string[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => uncaught.push(`${event}: ${String(error)}`));
}

const portOf = (origin: string): number => Number(new URL(origin).port);

perform<SoakServerTasks>({
  async open() {
    const ports = { PORT: '0', LAB_PORT: '0', LAB_TLS_PORT: '0' };
    const settings = readSettings({ ...ports, LIMITS, LOG_LEVEL: 'error' });
    const playground = await start(settings, () => (_request, response) => {
      response.sendStatus(404);
    });
    return { page: portOf(playground.page), plain: portOf(playground.lab), tls: portOf(playground.labTls) };
  },
  vitals() {
    const handles: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
    return { ...memoryNow(), handles, uncaught };
  },
});

/** One server in a process of its own. */
import { memoryNow, type Memory } from './memory.ts';
import { perform } from './perform.ts';
import { SERVERS, type Contestant, type ServerName } from './servers.ts';

export interface ServerTasks {
  readonly open: { ask: ServerName; answer: { port: number } };
  readonly paths: { ask: { every: number; streams: number }; answer: readonly string[] };
  readonly begin: { ask: number; answer: null };
  readonly once: { ask: null; answer: null };
  /** After a collection. */
  readonly memory: { ask: null; answer: Memory };
  /** Milliseconds of processor time so far. */
  readonly processor: { ask: null; answer: number };
}

let contestant: Contestant;

perform<ServerTasks>({
  async open(name) {
    contestant = await SERVERS[name]();
    return { port: contestant.port };
  },
  paths: ({ every, streams }) => contestant.paths(every, streams),
  begin(every) {
    contestant.begin(every);
    return null;
  },
  once() {
    contestant.once();
    return null;
  },
  memory: memoryNow,
  processor() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
});

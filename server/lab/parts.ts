/** What the lab is made of. */
import type { Certificate } from '../certificate.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Runs } from '../runs.ts';

export interface Ports {
  readonly port: number;
  readonly tlsPort: number;
}

export interface LabParts {
  /** The lab's ports. They are asked for when they are needed: the lab is made before they are open. */
  readonly ports: () => Ports;
  readonly runs: Runs;
  readonly limits: Limits;
  readonly certificate: Certificate;
  /** Only loopback names are answered. */
  readonly loopbackOnly: boolean;
  readonly log: Log;
}

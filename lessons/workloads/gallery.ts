/**
 * Workloads to predict, to run and to look at, each with a question and with what was seen. Every one of them is
 * played by the tests: its answer by the model, and its starts by a real Chromium.
 */
import { APART } from './apart.ts';
import type { NamedWorkload } from './build.ts';
import { ENDS } from './endings.ts';
import { HTTP2 } from './http2.ts';
import { LEAVING } from './leaving.ts';
import { ORDER } from './order.ts';
import { SAME_URL } from './same-url.ts';
import { SHARED } from './shared.ts';
import { SIX } from './six.ts';

export type { NamedWorkload } from './build.ts';

export interface WorkloadGroup {
  readonly title: string;
  readonly workloads: readonly NamedWorkload[];
}

export const WORKLOADS: readonly WorkloadGroup[] = [
  { title: 'Six connections', workloads: SIX },
  { title: 'Who is served first', workloads: ORDER },
  { title: 'What has connections of its own', workloads: APART },
  { title: 'How a stream ends', workloads: ENDS },
  { title: 'Several requests for one URL', workloads: SAME_URL },
  { title: 'Over HTTP/2', workloads: HTTP2 },
  { title: 'Leaving the page', workloads: LEAVING },
  { title: 'One stream for several tabs', workloads: SHARED },
];

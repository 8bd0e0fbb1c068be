/** Workloads as the page predicts them: played where the lab is, in frames of the page, with the times of the workload. */
import { realRun } from '../../../../lessons/protocol/connection-pool/real-run.ts';
import { shifted } from '../../../../lessons/protocol/connection-pool/shifted.ts';
import { simulate } from '../../../../lessons/protocol/connection-pool/simulate.ts';
import type { PoolTimeline } from '../../../../lessons/protocol/connection-pool/timeline.ts';
import type { Workload } from '../../../../lessons/schema/workload.ts';
import { CHROMIUM } from '../../../lessons/protocol/connection-pool/play.ts';

const PAGE = 'http://localhost:4280';

export function predicted(given: Workload): PoolTimeline {
  const { workload, begins } = realRun(given, { run: '', host: 'localhost', port: 1, tlsPort: 2 });
  const tabs = workload.tabs.map((tab) => ({ ...tab, top: PAGE }));
  return shifted(simulate({ ...workload, tabs }, CHROMIUM), begins);
}

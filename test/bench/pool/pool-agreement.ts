/** How often the model of the browser's connections is right: random workloads, played by a real Chromium as well. */
import { workloadSchema } from '../../../lessons/schema/workload.ts';
import { launchChromium } from '../../browser/chromium.ts';
import { playWorkload } from '../../browser/play-workload.ts';
import { openPlayground } from '../../server/clients.ts';
import type { Progress } from '../speed.ts';
import type { Table } from '../table.ts';
import { randomFrom, randomWorkload } from './random-workload.ts';

export async function poolAgreement(runs: number, seed: number, progress: Progress): Promise<Table> {
  const playground = await openPlayground();
  const browser = await launchChromium();
  let [agreeing, starts, whole] = [0, 0, 0];
  const differing: string[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      progress(`workload ${run + 1} of ${runs}, ${agreeing} of ${starts} starts agree`);
      const workload = workloadSchema.parse(randomWorkload(randomFrom(seed + run)));
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const agreement = await playWorkload(workload, playground.page, () => Promise.resolve(context));
      await context.close();
      agreeing += agreement.agreeing;
      starts += agreement.starts.length;
      whole += Number(agreement.agreeing === agreement.starts.length);
      const first = agreement.starts.find(({ differences }) => differences.length > 0);
      if (first) differing.push(`Seed ${seed + run}: ${first.differences[0]?.says ?? ''}`);
    }
  } finally {
    await browser.close();
    playground.close();
  }
  const share = starts === 0 ? null : (100 * agreeing) / starts;
  return {
    title: 'The model of the connections against a real Chromium',
    columns: ['', 'agree', 'of'],
    rows: [
      ['starts', String(agreeing), String(starts)],
      ['whole workloads', String(whole), String(runs)],
    ],
    notes: differing,
    figures: [{ name: 'starts that agree', value: share, unit: '%', target: { least: 100 } }],
  };
}

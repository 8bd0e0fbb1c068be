/** Plays a workload in a real Chromium at the real lab, and holds what the lab saw against what the model predicted. */
import type { BrowserContext, Frame, Page } from 'playwright';
import type { Agreement } from '../../lessons/protocol/connection-pool/agreement.ts';
import { BROWSERS, rulesOf } from '../../lessons/protocol/connection-pool/browsers.ts';
import { judge } from '../../lessons/protocol/connection-pool/races.ts';
import { realRun } from '../../lessons/protocol/connection-pool/real-run.ts';
import type { Workload } from '../../lessons/schema/workload.ts';
import type { WorkloadBegins, WorkloadCreated, WorkloadSummary } from '../../server/contract.ts';
import { serveAround } from './around.ts';

/** By which a tab is told (`server/lab/tab-script.ts`). */
interface TabWindow {
  readonly workload: { begin(at: number): void };
}

/** Milliseconds. */
const SETTLING = 300;

const CHROMIUM = rulesOf(BROWSERS.chromium);

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** `newContext`: an empty profile, for each that the workload has. `page`: the page's origin. */
export async function playWorkload(
  workload: Workload,
  page: string,
  newContext: () => Promise<BrowserContext>,
): Promise<Agreement> {
  const api = `${page}/api/workloads`;
  // The lab has documents; what is around them is ours.
  const documentsAlone = workload.tabs.map(({ top: _, ...tab }) => tab);
  const created = await ask<WorkloadCreated>(api, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...workload, tabs: documentsAlone }),
  });
  const contexts = new Map<string, BrowserContext>();
  const tabs: Page[] = [];
  const documents: (Page | Frame)[] = [];
  const around = await serveAround();
  for (const [index, { url }] of created.documents.entries()) {
    const { profile = 'default', top } = workload.tabs[index] ?? {};
    const context = contexts.get(profile) ?? (await newContext());
    contexts.set(profile, context);
    const tab = await context.newPage();
    tabs.push(tab);
    await tab.goto(top === undefined ? url : around.page(new URL(top).hostname, url));
    documents.push(tab.frames().at(-1) ?? tab);
  }
  // What the documents have set off is over by then, so that the answer comes at once: it is what the clocks go by.
  await new Promise((resolve) => setTimeout(resolve, SETTLING));
  const asked = Date.now();
  const { inMilliseconds } = await ask<WorkloadBegins>(`${api}/${created.id}/begin`, { method: 'POST' });
  const zero = (asked + Date.now()) / 2 + inMilliseconds;
  await Promise.all(documents.map((document) => document.evaluate(begin, zero)));
  await new Promise((resolve) => setTimeout(resolve, zero + workload.until - Date.now()));
  const summary = await ask<WorkloadSummary>(`${api}/${created.id}`);
  await fetch(`${api}/${created.id}/release`, { method: 'POST' });
  await Promise.all(tabs.map((tab) => tab.close()));
  around.close();

  const { id: run, labPort: port, labTlsPort: tlsPort } = created;
  const real = realRun(workload, { run, host: new URL(page).hostname, port, tlsPort });
  const shift = real.begins - (summary.zero ?? 0);
  const seen = summary.requests.map((start) => ({ ...start, at: start.at + shift }));
  return judge(real.workload, CHROMIUM, seen, real.begins).agreement;
}

const begin = (zero: number): void => (window as unknown as TabWindow).workload.begin(zero);

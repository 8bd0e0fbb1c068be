/**
 * The document of one tab of a workload: its script does what the page is to do, each at its time. The actions are in
 * the document, so that they cost no request; other scripts than its own and those of the workload do not run.
 */
import type { OutgoingHttpHeaders } from 'node:http';
import type { RealRun } from '../../lessons/protocol/connection-pool/real-run.ts';
import { hashOf } from '../content-hash.ts';
import { TAB_SCRIPT } from './tab-script.ts';

export interface TabPage {
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** For a frame that is one line high. */
const STYLE =
  'html{color-scheme:light dark;font:12px/1 system-ui,sans-serif}body{margin:8px}p{margin:0;white-space:nowrap}';

const SCRIPT_HASH = hashOf(TAB_SCRIPT);
const STYLE_HASH = hashOf(STYLE);

/** Null when the workload has no such tab. */
export function tabPage({ workload, begins, documents }: RealRun, tab: number): TabPage | null {
  if (!documents.some((document) => document.tab === tab)) return null;
  const own = new Set<number>();
  for (const action of workload.actions) if ('api' in action && action.tab === tab) own.add(action.id);
  const actions = workload.actions
    .filter((action) => {
      if (action.do === 'end' || action.at < begins) return false;
      return action.do === 'close' ? own.has(action.id) : action.tab === tab;
    })
    .map((action) => ({ ...action, at: action.at - begins }));
  const origins = new Set(actions.flatMap((action) => ('url' in action ? new URL(action.url).origin : [])));
  const from = [...origins].join(' ');
  const policy = [
    `default-src ${from || "'none'"}`,
    `script-src ${SCRIPT_HASH} ${from}`,
    `style-src ${STYLE_HASH} ${from}`,
    `img-src data: ${from}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  // Nothing in JSON needs a `<`, and `</script>` and `<!--` need one.
  const json = JSON.stringify({ tab, actions }).replaceAll('<', '\\u003c');
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Tab ${tab}</title>
<style>${STYLE}</style>
<p>Tab ${tab}<span id="state"></span></p>
<script type="application/json" id="told">${json}</script>
<script>${TAB_SCRIPT}</script>
</html>
`;
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policy.join('; '),
      // By it the lab tells which tab asks, also where another one asks for the same.
      'Referrer-Policy': 'unsafe-url',
      'X-Content-Type-Options': 'nosniff',
    },
    body,
  };
}

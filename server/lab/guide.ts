/** `GET /` of the lab: what it has, on one page, with commands to copy. Plain HTML that needs nothing else. */
import { STREAM_PARAMETERS } from './stream-query.ts';

const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STYLE = `
  :root { color-scheme: light dark; --line: light-dark(#dedcd4, #2d2f3a); --soft: light-dark(#5a5f6e, #a3a7b5); }
  body { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; background: light-dark(#fefefa, #1a1b22);
    color: light-dark(#1b1d25, #eceae3); font: 16px/1.55 system-ui, sans-serif; }
  h1 { font-size: 1.5rem; letter-spacing: -0.01em; } h2 { margin-top: 2.25rem; font-size: 1.1rem; }
  p { max-width: 44rem; } a { color: light-dark(#a4145f, #ff7fbd); }
  code { font: 0.875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
  dt { margin-top: 1rem; } dd { margin: 0.25rem 0 0; }
  dd code { display: block; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 8px;
    background: light-dark(#f5f4f0, #121317); user-select: all; }
  .table { overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
  th, td { padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); text-align: left;
    vertical-align: top; }
  th { font-weight: 600; } td + td { color: var(--soft); } td:nth-child(2) { color: inherit; }
  @media (max-width: 40rem) { thead { display: none; } td { display: block; padding: 0; border: 0; }
    tr { display: block; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
    td:nth-child(3)::before { content: 'Allowed: '; } td:nth-child(4)::before { content: 'Without it: '; } }`;

export interface Origins {
  readonly plain: string;
  readonly tls: string;
}

export function labGuide({ plain, tls }: Origins): { headers: Record<string, string>; body: string } {
  const commands: [does: string, command: string][] = [
    [
      'An event each second, without end, with its head and its chunk framing',
      `curl -sN --raw -i "${plain}/stream"`,
    ],
    [
      'Asked in HTTP/1.0: no chunks, and the connection is closed at the end',
      `curl -sN --http1.0 -i "${plain}/stream?count=5"`,
    ],
    ['Over HTTP/2', `curl -skN --http2 -i "${tls}/stream?count=5"`],
    [
      'Three events that resume: with the id of the first, the other two come',
      `curl -sN -H "Last-Event-ID: 1" "${plain}/stream?count=3&id=1"`,
    ],
    [
      'A character and a line end cut in two',
      `curl -sN --raw "${plain}/stream?count=2&data=caf%C3%A9&eol=crlf&split=1&gap=50"`,
    ],
    [
      'A proxy’s or server’s compression that keeps the events back',
      `curl -sN --compressed "${plain}/stream?every=300&gzip=hold"`,
    ],
    ['A connection that breaks off in the middle', `curl -sN "${plain}/stream?count=3&every=300&end=reset"`],
  ];
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': POLICY,
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The lab · SSE Playground</title>
<style>${STYLE}</style>
<h1>The lab of the SSE Playground</h1>
<p>An endpoint for event streams, well formed or broken, over HTTP/1.0, HTTP/1.1 and HTTP/2. Every page of every origin
may read it. HTTP/1.x is at <code>${html(plain)}</code>, HTTP/2 over TLS at <code>${html(tls)}</code>.</p>
<h2>Try it</h2>
<p>One click selects a whole command.</p>
<dl>
${commands.map(([does, command]) => `<dt>${html(does)}<dd><code>${html(command)}</code>`).join('\n')}
</dl>
<p>In a browser: <code>new EventSource("${html(plain)}/stream")</code>.</p>
<h2>GET /stream</h2>
<div class="table"><table>
<thead><tr><th>Parameter<th>What it does<th>Allowed<th>Without it</thead>
${Object.entries(STREAM_PARAMETERS)
  .map(([name, { does, allowed, standard }]) =>
    [`<tr><td><code>${name}</code>`, ...[does, allowed, standard].map((each) => `<td>${html(each)}`)].join(
      '',
    ),
  )
  .join('\n')}
</table></div>
<p>curl reads braces itself: with <code>{n}</code> or <code>{time}</code> in an address it needs <code>-g</code>. What is
unknown or impossible is answered with 400 and problem details (RFC 9457) that name the parameter. With
<code>id</code>, a request with the field <code>Last-Event-ID</code> gets the events after that one; when none is left and
the stream would end, 204, at which an EventSource stops.</p>
<h2>GET /healthz</h2>
<p>204 while the lab is there.</p>
</html>
`,
  };
}

const html = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * What runs in a worker that has a shared stream, as text. The first of its tabs that says so makes it open the stream;
 * all of them get what it brings, as notes of what was seen.
 */
import type { OutgoingHttpHeaders } from 'node:http';

export interface WorkerScript {
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** `stream`: the URL of the stream that it is to have, and the only one that it may ask for. */
export function workerScript(stream: string): WorkerScript {
  const body = `'use strict';
const url = ${JSON.stringify(stream)};
const ports = [];
let source = null;

function tell(what) {
  for (const port of ports) port.postMessage(what);
}

function open(withCredentials) {
  source = new EventSource(url, { withCredentials });
  source.onopen = () => tell('readyState ' + source.readyState);
  source.onerror = () => tell('readyState ' + source.readyState);
  source.onmessage = () => tell('event');
}

onconnect = ({ ports: [port] }) => {
  ports.push(port);
  port.onmessage = ({ data }) => {
    if (data.close) {
      if (ports.includes(port)) ports.splice(ports.indexOf(port), 1);
      if (ports.length === 0) close();
    } else if (source === null) open(data.withCredentials);
  };
};
`;
  return {
    headers: {
      'Content-Type': 'text/javascript',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; connect-src ${new URL(stream).origin}`,
      // The lab tells by it that a worker asks, also where the stream is at another origin.
      'Referrer-Policy': 'unsafe-url',
      'X-Content-Type-Options': 'nosniff',
    },
    body,
  };
}

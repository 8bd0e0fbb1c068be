/** The command with which curl asks for a run: the same bytes in a terminal, framing and all. */
import { BODY_TYPE } from '../../lessons/schema/fetch-bounds.ts';
import type { Scenario } from '../../lessons/schema/scenario.ts';

export function curlFor({ protocol, gzip, fetch: asked }: Scenario, url: string): string {
  const options = [
    // The lab's certificate is its own.
    protocol === 'HTTP/2' ? '-skN --http2' : protocol === 'HTTP/1.0' ? '-sN --http1.0' : '-sN --http1.1',
    // Without --raw curl takes the chunk framing away; with it the compression stays.
    gzip === undefined ? '--raw' : '--compressed',
    '-i',
    ...(asked?.method === 'POST' ? ['-X POST'] : []),
    ...(asked?.body === undefined
      ? []
      : [`-H "Content-Type: ${BODY_TYPE}" --data-raw ${quoted(asked.body)}`]),
  ];
  return `curl ${options.join(' ')} "${url}"`;
}

/** For a shell: as it stands between single quotes, of which it has none. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

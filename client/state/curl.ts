/** The command with which curl asks for a run: the same bytes in a terminal, framing and all. */
import type { Scenario } from '../../lessons/schema/scenario.ts';

export function curlFor({ protocol, gzip }: Scenario, url: string): string {
  const options = [
    // The lab's certificate is its own.
    protocol === 'HTTP/2' ? '-skN --http2' : protocol === 'HTTP/1.0' ? '-sN --http1.0' : '-sN --http1.1',
    // Without --raw curl takes the chunk framing away; with it the compression stays.
    gzip === undefined ? '--raw' : '--compressed',
    '-i',
  ];
  return `curl ${options.join(' ')} "${url}"`;
}

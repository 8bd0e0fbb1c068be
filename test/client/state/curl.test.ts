import { describe, expect, test } from 'vitest';
import { curlFor } from '../../../client/state/curl.ts';
import { scenarioSchema } from '../../../lessons/schema/scenario.ts';

const URL = 'http://localhost:4281/runs/a/stream';
const command = (more: object) => curlFor(scenarioSchema.parse({ steps: [], ...more }), URL);

describe('a curl command', () => {
  test('asks in HTTP/1.1, and leaves the chunk framing as it is', () => {
    expect(command({})).toBe(`curl -sN --http1.1 --raw -i "${URL}"`);
  });

  test('asks in the protocol of the scenario', () => {
    expect(command({ protocol: 'HTTP/1.0' })).toContain('--http1.0');
    expect(command({ protocol: 'HTTP/2' })).toBe(`curl -skN --http2 --raw -i "${URL}"`);
  });

  test('sends what fetch would, quoted for a shell', () => {
    expect(command({ fetch: { body: `{"say":"it's"}` } })).toBe(
      `curl -sN --http1.1 --raw -i -X POST -H "Content-Type: text/plain;charset=UTF-8" --data-raw '{"say":"it'\\''s"}' "${URL}"`,
    );
    expect(command({ fetch: {} })).toBe(`curl -sN --http1.1 --raw -i -X POST "${URL}"`);
    expect(command({ fetch: { method: 'GET' } })).toBe(command({}));
  });

  test('undoes the compression, that it can be read', () => {
    expect(command({ gzip: 'flush' })).toBe(`curl -sN --http1.1 --compressed -i "${URL}"`);
  });
});

/** The program itself, as a child process with real files and pipes. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../../lessons/protocol/http2/exchange.ts';
import { chunkFramed } from '../../lessons/protocol/wire.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const main = path.join(root, 'server/explain/main.ts');
const PLAIN = { FORCE_COLOR: '', NO_COLOR: '', COLUMNS: '120' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'explain-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, bytes: string | Uint8Array): Promise<string> => {
  await writeFile(path.join(folder, name), bytes);
  return name;
};

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args], {
    cwd: folder,
    env: { ...process.env, ...PLAIN, ...env },
  });
  child.stdin.on('error', () => undefined);
  return child;
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function end(child: ChildProcessWithoutNullStreams, input: string | Uint8Array = ''): Promise<Run> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

const run = (args: readonly string[], input?: string | Uint8Array, env?: NodeJS.ProcessEnv): Promise<Run> =>
  end(start(args, env), input);

/** Waits until the program has printed this, and gives all that it has printed. */
async function printed(child: ChildProcessWithoutNullStreams, text: string): Promise<string> {
  let all = '';
  child.stdout.setEncoding('utf8');
  for await (const more of child.stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
    all += more;
    if (all.includes(text)) return all;
  }
  throw new Error(`it ended without ${text}: ${all}`);
}

const EVENT = '{"events":[{"type":"message","data":"x","lastEventId":"","span":[0,9]}],';
const JSON_OF_EVENT = `${EVENT}"reconnectionTime":null,"lastEventId":"","problems":[]}\n`;

describe.concurrent('npm run -s explain', { timeout: 30_000 }, () => {
  it('explains standard input while it comes: complete lines at once, an unfinished one after a moment', async () => {
    const child = start([]);
    child.stdin.write('data: x\n\ndata: un');
    const first = await printed(child, 'data: un');
    expect(first).toContain('▸ event 1  message  last event ID ""\n             x\n');
    child.stdin.write('finished\n');
    const second = await printed(child, 'finished');
    expect(second).toMatch(/^ +17 {2}finished\\n +added to the data buffer/);
    const { code, stdout, stderr } = await end(child, '\n');
    expect(stdout).toContain('▸ event 2  message  last event ID ""\n             unfinished\n');
    expect(stdout).toMatch(/events +2\n.*\n.*\n {2}problems +none\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('is started by npm, from any folder, with its input and nothing of npm on its output', async () => {
    await file('here.txt', 'data: x\n\n');
    const npm = (args: string[]) =>
      spawn('npm', ['--prefix', root, 'run', '-s', 'explain', '--', '--json', ...args], {
        cwd: folder,
        shell: process.platform === 'win32',
      });
    const [piped, read] = await Promise.all([end(npm([]), 'data: x\n\n'), end(npm(['here.txt']))]);
    expect(piped).toMatchObject({ code: 0, stdout: JSON_OF_EVENT });
    expect(read).toMatchObject({ code: 0, stdout: JSON_OF_EVENT });
  });

  it('prints one line of JSON for each input, in their order', async () => {
    const chunked = await file('chunked.txt', chunkFramed('data: x\nfoo\n\n', 5));
    const old = await file(
      'old.txt',
      'HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\ndata\n\n',
    );
    const { code, stdout, stderr } = await run(['--json', chunked, '-', old], 'data: x\n\n');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      events: [{ type: 'message', data: 'x', lastEventId: '', span: [83, 106] }],
      reconnectionTime: null,
      lastEventId: '',
      problems: [{ at: 96, rule: 'HTML 9.2.6', message: 'no field has this name: the line is ignored' }],
    });
    expect(`${lines[1] ?? ''}\n`).toBe(JSON_OF_EVENT);
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({
      events: [{ type: 'message', data: '', lastEventId: '1', span: [52, 64] }],
      lastEventId: '1',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('reads what Node sends over HTTP/2, two streams on one connection', async () => {
    const traffic = await exchange((stream, { ':path': target }) => {
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      stream.write(`id: ${target ?? ''}\ndata: a\n`);
      stream.end('\n');
    });
    const responses = ['/1', '/2'].map(async (target) => {
      const request = traffic.session.request({ ':path': target });
      request.resume();
      await once(request, 'end');
    });
    await Promise.all(responses);
    await traffic.close();
    const sent = traffic.steps.filter(([from]) => from === 'server').map(([, bytes]) => bytes);
    const { code, stdout } = await run(['--json'], Buffer.concat(sent));
    const { events, problems } = JSON.parse(stdout) as {
      events: { lastEventId: string }[];
      problems: unknown[];
    };
    expect(events.map(({ lastEventId }) => lastEventId).sort()).toEqual(['/1', '/2']);
    expect({ code, problems }).toEqual({ code: 0, problems: [] });
  });

  it('says why an input cannot be read, does the others, and exits with 2', async () => {
    const good = await file('good.txt', 'data: x\n\n');
    const { code, stdout, stderr } = await run(['--json', 'missing\x1b[31m', good, '.', good]);
    expect(stdout).toBe(JSON_OF_EVENT.repeat(2));
    expect(stderr).toBe('explain: missing\\x1b[31m: there is no such file\nexplain: .: it is a folder\n');
    expect(code).toBe(2);
    const shown = await run(['missing', good, 'missing', '', good]);
    expect(shown.code).toBe(2);
    expect(shown.stderr.split('\n')[2]).toBe("explain: '': there is no such file");
    expect(shown.stdout.match(/── good\.txt: /g)).toHaveLength(2);
    const one = await run([good]);
    expect(shown.stdout).toBe(`${one.stdout}\n${one.stdout}`);
  });

  it.skipIf(process.platform === 'win32')('refuses a folder as standard input too', async () => {
    const input = await open(folder);
    const args = ['--import', import.meta.resolve('tsx'), main, '--json'];
    const child = spawn(process.execPath, args, { stdio: [input.fd, 'ignore', 'pipe'] });
    const errors: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const [code] = (await once(child, 'close')) as [number | null];
    await input.close();
    expect({ code, errors }).toEqual({ code: 2, errors: ['explain: standard input: it is a folder\n'] });
  });

  it('says what is wrong with an option, and how it is to be used', async () => {
    const wrong = await run(['--as', 'smtp']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/^explain: --as must be one of http, http2, event-stream\n\ncurl /);
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--no-color');
  });

  it('takes the protocol that is named, where the first bytes say another', async () => {
    const { stdout } = await run(['--as', 'event-stream', '--json'], 'HTTP/1.1 200 OK\r\n');
    expect(stdout).toContain('"message":"no field has this name: the line is ignored"');
  });

  it('uses colours only where it is told to, or on a terminal', async () => {
    const [piped, forced, asked, refused] = await Promise.all([
      run([], 'data: x\n'),
      run([], 'data: x\n', { FORCE_COLOR: '1' }),
      run(['--color'], 'data: x\n'),
      run(['--no-color'], 'data: x\n', { FORCE_COLOR: '1' }),
    ]);
    expect(piped.stdout).not.toContain('\x1b');
    expect(forced.stdout).toContain('\x1b[36mdata\x1b[0m');
    expect(asked.stdout).toBe(forced.stdout);
    expect(refused.stdout).toBe(piped.stdout);
  });

  it('ends quietly when nobody reads on', async () => {
    const child = start([await file('long.txt', 'data: x\n\n'.repeat(20_000))]);
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
  });

  it.skipIf(process.platform === 'win32')('ends at once when it is interrupted, with 130', async () => {
    const child = start([]);
    child.stdin.write('data: x\n\n');
    await printed(child, 'dispatched');
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(130);
  });
});

/** The program itself, as a child process with real files. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessonFiles } from '../../../server/lessons/files.ts';
import { broken, PATH } from '../../lessons/catalog/sample.ts';

const main = path.resolve(import.meta.dirname, '../../../server/lessons/main.ts');

/** A slug of its own, and each choice decided. */
const GOOD = broken('not two.\n', 'not two.\n    show: { target: blank-line }\n');
const OWN_PATH = PATH.replace('a-chunk-is', 'my-chunk-is');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lessons-'));
  await mkdir(path.join(folder, path.dirname(OWN_PATH)), { recursive: true });
  await writeFile(path.join(folder, OWN_PATH), GOOD);
  await writeFile(
    path.join(folder, 'draft.md'),
    GOOD.replace('check: { dispatched: 1 }', 'check: { dispatched: 9 }'),
  );
  await writeFile(path.join(folder, 'broken.md'), GOOD.replace('minutes: 8', 'minutes: 0'));
  await writeFile(path.join(folder, 'lost.md'), GOOD.replace('#place', '#/no-lesson/1'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const program = ['--import', import.meta.resolve('tsx'), main, ...args];
    const child = execFile(process.execPath, program, { cwd: folder }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });

describe('npm run lessons', () => {
  it('checks all lessons of the course when none is named', async () => {
    const { code, stdout } = await run('check');
    expect(stdout).toMatch(/^(\S+: (no mistake in|(.+ is )?not run:) .+\n)+$/);
    expect(stdout.match(/: no mistake in /g)).toHaveLength(Object.keys(lessonFiles()).length);
    expect(code).toBe(0);
  });

  it('checks the files that are named, wherever they are', async () => {
    expect(await run('check', OWN_PATH)).toEqual({
      code: 0,
      stdout: `${OWN_PATH}: no mistake in 3 steps, 1 prediction, 2 tasks, 0 numbers\n`,
      stderr: '',
    });
  });

  it('says file, line and rule of each mistake, and exits with 1', async () => {
    const { code, stdout } = await run('check', 'draft.md', OWN_PATH, 'broken.md', 'lost.md');
    expect(stdout.split('\n')).toEqual([
      'draft.md:42: cannot be done: “Stop after the first event.”',
      expect.stringContaining(`${OWN_PATH}: no mistake`),
      'broken.md:4: minutes: Too small: expected number to be >=1',
      'lost.md:62: #/no-lesson/1: there is no lesson "no-lesson"',
      '',
    ]);
    expect(code).toBe(1);
  });

  it('exits with 2 when a file cannot be read, or nothing is asked for', async () => {
    const { code, stderr } = await run('check', 'nowhere.md');
    expect([code, stderr]).toEqual([2, expect.stringContaining('nowhere.md')]);
    expect((await run()).code).toBe(2);
  });
});

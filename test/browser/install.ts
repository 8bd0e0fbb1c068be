/**
 * Makes sure that the tests have a Chromium and curl, on a machine that has nothing but Node and npm: uses those that are
 * there, else installs them. Prints one line with each version, or what was tried and what to do, and exits with 1.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { launchChromium } from './chromium.ts';

const MINUTES_PER_COMMAND = 15;

const linux = process.platform === 'linux';
const root = process.getuid?.() === 0;

type Command = readonly [program: string, ...args: string[]];

/** Ubuntu's package is an empty shell around a snap, which does not run in a container. */
function hasPackage(): boolean {
  if (!linux || !root || !existsSync('/etc/debian_version') || !existsSync('/etc/os-release')) return false;
  return !/^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function waysToInstall(): Command[][] {
  const playwright = path.dirname(createRequire(import.meta.url).resolve('playwright/package.json'));
  const libraries = linux && root ? ['--with-deps'] : [];
  const download: Command = [
    process.execPath,
    path.join(playwright, 'cli.js'),
    'install',
    '--no-shell',
    ...libraries,
    'chromium',
  ];
  const fromDebian: Command[] = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
  ];
  return [...(hasPackage() ? [fromDebian] : []), [download]];
}

function succeeds([program, ...args]: Command): boolean {
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: MINUTES_PER_COMMAND * 60_000,
  });
  return status === 0;
}

/** The version of the Chromium that the tests will use, or why there is none. */
async function findVersion(): Promise<{ version: string } | { problem: string }> {
  try {
    const browser = await launchChromium();
    const version = browser.version();
    await browser.close();
    return { version };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

let found = await findVersion();
const tried: string[] = [];
if (!process.env['CHROMIUM_PATH']) {
  for (const commands of waysToInstall()) {
    if ('version' in found) break;
    tried.push(commands.map((command) => command.join(' ')).join(' && '));
    console.log(`No Chromium yet, installing one: ${tried.at(-1)}`);
    if (commands.every(succeeds)) found = await findVersion();
  }
}

if ('version' in found) {
  console.log(`Chromium ${found.version}`);
} else {
  const attempts = tried.map((command) => `  tried to install one, without success: ${command}`);
  console.error(
    [
      found.problem,
      ...attempts,
      'The tests drive the page in a real browser. Install Chrome or Chromium, or set CHROMIUM_PATH to one.',
    ].join('\n'),
  );
  process.exitCode = 1;
}

/** The first words of what curl says of itself; null where there is none. */
function curlVersion(): string | null {
  const { status, stdout } = spawnSync('curl', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split(' ', 2).join(' ') : null;
}

const INSTALL_CURL: readonly Command[] = [
  ['apt-get', 'update'],
  ['apt-get', 'install', '-y', '--no-install-recommends', 'curl'],
];
if (curlVersion() === null && linux && root && existsSync('/etc/debian_version'))
  INSTALL_CURL.every(succeeds);
const curl = curlVersion();
if (curl) {
  console.log(curl);
} else {
  console.error('There is no curl. The tests run a line of it for each lesson: install it.');
  process.exitCode = 1;
}

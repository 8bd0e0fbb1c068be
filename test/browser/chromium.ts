/**
 * Finds a Chromium on this machine and starts it: the one that `CHROMIUM_PATH` names, and no other, when it is set;
 * else the first that really runs of the installed ones, those on `PATH`, and Playwright's own download.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const OFF = [
  // The list under the address bar is a page of its own: each profile would render it, and no test can see it.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  // What Playwright turns off. Of several such lists Chromium takes the last one alone.
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
];

const LAUNCH_OPTIONS = {
  headless: true,
  // The tests open pages of this project only, and Chromium's sandbox does not run as root or in most containers.
  chromiumSandbox: false,
  args: [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--disable-features=${OFF.join(',')}`,
  ],
};

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) => [
      path.join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
      path.join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    ]);
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .flatMap((name) => process.env[name] ?? [])
      .flatMap((folder) => [
        path.join(folder, 'Google/Chrome/Application/chrome.exe'),
        path.join(folder, 'Chromium/Application/chrome.exe'),
      ]);
  }
  return ['/usr/bin/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium'];
}

function onPath(): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const ending = process.platform === 'win32' ? '.exe' : '';
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name + ending)));
}

function executables(): string[] {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return [given];
  const places = [...usualPlaces(), ...onPath(), chromium.executablePath()];
  return [...new Set(places)].filter((place) => existsSync(place));
}

/** A running headless Chromium with an empty profile. Rejects when there is none, and says which were tried. */
export async function launchChromium(): Promise<Browser> {
  const failures: string[] = [];
  for (const executablePath of executables()) {
    try {
      return await chromium.launch({ ...LAUNCH_OPTIONS, executablePath });
    } catch (error) {
      const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
      failures.push(`${executablePath} does not run: ${reason}`);
    }
  }
  throw new Error(['No Chromium on this machine runs.', ...failures].join('\n  '));
}

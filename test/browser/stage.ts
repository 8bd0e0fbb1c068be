/**
 * What a test in the browser stands on: the built page and the real lab on free ports, one Chromium for the file,
 * and pages in contexts of their own. A test fails when an exception reached the top of one of its pages.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, BrowserContextOptions } from 'playwright';
import { expect, test as base } from 'vitest';
import { projectRoot } from '../../server/page.ts';
import { openPlayground } from '../server/clients.ts';
import { launchChromium } from './chromium.ts';
import { PlaygroundPage } from './playground-page.ts';

/** The folder with the built page. Throws while there is none in it. */
export function builtDist(): string {
  const dist = path.join(projectRoot(), 'client', 'dist');
  if (!existsSync(path.join(dist, 'index.html'))) {
    throw new Error(
      'There is no built page in client/dist: run npm run build, or npm test, which builds it.',
    );
  }
  return dist;
}

const DESKTOP = { width: 1440, height: 900 };

/** Milliseconds that the browser has for one thing asked of it. */
const PATIENCE = 15_000;

// Vitest reads from the pattern of the first parameter which fixtures are used: where there are none, it is empty.
/* eslint-disable no-empty-pattern */
export const test = base
  .extend('playground', { scope: 'file' }, async ({}, { onCleanup }) => {
    const playground = await openPlayground(builtDist());
    onCleanup(() => {
      playground.close();
    });
    return playground;
  })
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchChromium();
    onCleanup(() => browser.close());
    return browser;
  })
  /** Makes a context: an empty profile, of which the test sees each page's uncaught exceptions. */
  .extend('newContext', ({ browser }, { onCleanup }) => {
    const contexts: BrowserContext[] = [];
    const exceptions: string[] = [];
    onCleanup(async () => {
      await Promise.all(contexts.map((context) => context.close()));
      expect(exceptions, 'uncaught exceptions in the page').toEqual([]);
    });
    return async (options: BrowserContextOptions = {}) => {
      const context = await browser.newContext({ viewport: DESKTOP, ...options });
      context.setDefaultTimeout(PATIENCE);
      context.on('weberror', (error) => exceptions.push(String(error.error())));
      contexts.push(context);
      return context;
    };
  })
  /** Opens the page at `address`, such as `slug/2`, in a context of its own; without one, where a learner starts. */
  .extend('open', ({ newContext, playground }) => {
    return async (address = '', options: BrowserContextOptions = {}) => {
      const context = await newContext(options);
      return PlaygroundPage.open(await context.newPage(), playground.page, address);
    };
  });

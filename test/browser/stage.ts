/**
 * What a test in the browser stands on: the built page and the real lab on free ports for each file, one Chromium for
 * all of them, and pages in contexts of their own. A test fails when an exception reached the top of one of its pages.
 */
import type { BrowserContextOptions } from 'playwright';
import { expect, test as base } from 'vitest';
import { openPlayground } from '../server/clients.ts';
import { builtDist } from './built-dist.ts';
import { launchChromium } from './chromium.ts';
import { Contexts, type Opened, type OpenedPage } from './contexts.ts';
import { PlaygroundPage } from './playground-page.ts';

/** A step that has one stream and asks for little. */
const ONE_STREAM = 'the-response-that-never-ends/1';

function expectNoExceptions(opened: readonly Opened[]): void {
  const exceptions = opened.flatMap((each) => each.exceptions);
  expect(exceptions, 'uncaught exceptions in the page').toEqual([]);
}

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
  .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const browser = await launchChromium();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('contexts', { scope: 'file' }, ({ browser, playground }, { onCleanup }) => {
    onCleanup(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    });
    return new Contexts(browser, playground.page);
  })
  /** Makes a context: an empty profile, of which the test sees each page's uncaught exceptions. */
  .extend('newContext', ({ contexts }, { onCleanup }) => {
    const all: Opened[] = [];
    onCleanup(async () => {
      await Promise.all(all.map(({ context }) => context.close()));
      expectNoExceptions(all);
    });
    return async (options: BrowserContextOptions = {}) => {
      const opened = await contexts.open(options);
      all.push(opened);
      return opened.context;
    };
  })
  /**
   * Makes an empty page, the only one of its context. That may be one that another test of the file has left: its cache
   * and its connections to the lab are not those of an empty profile. A test to which they matter, or that changes what
   * `Contexts` does not take back, such as trust in a certificate, makes a `newContext`.
   */
  .extend('newPage', ({ contexts, task }, { onCleanup }) => {
    const all: OpenedPage[] = [];
    onCleanup(async () => {
      const isPassed = task.result?.state === 'pass';
      await Promise.all(all.map((each) => (isPassed ? contexts.leave(each) : each.context.close())));
      expectNoExceptions(all);
    });
    return async (options: BrowserContextOptions = {}) => {
      const opened = await contexts.openPage(options);
      all.push(opened);
      return opened.page;
    };
  })
  /** Opens the page at `address`, such as `slug/2`, in a `newPage`; an empty one is where a learner starts. */
  .extend('open', ({ newPage, playground }) => {
    return async (address = ONE_STREAM, options: BrowserContextOptions = {}) =>
      PlaygroundPage.open(await newPage(options), playground.page, address);
  });

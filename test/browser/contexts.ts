/**
 * The contexts of one Chromium. Each is an empty profile, and takes long to make, as does the process of its page: what
 * a test has left is made as new for the next one that wants the same.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';

export interface Opened {
  readonly context: BrowserContext;
  /** All that it has ever had. */
  readonly pages: Page[];
  /** What reached the top of one of them. */
  readonly exceptions: string[];
}

export interface OpenedPage extends Opened {
  readonly page: Page;
  /** Tells contexts apart that no page can be made to share. */
  readonly key: string;
}

const DESKTOP = { width: 1440, height: 900 };

/** Milliseconds that the browser has for one thing asked of it. */
const PATIENCE = 15_000;

export class Contexts {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #left = new Map<string, OpenedPage[]>();

  /** `origin`: where the pages are from. */
  constructor(browser: Browser, origin: string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  async open(options: BrowserContextOptions): Promise<Opened> {
    const context = await this.#browser.newContext({ viewport: DESKTOP, ...options });
    context.setDefaultTimeout(PATIENCE);
    const pages: Page[] = [];
    const exceptions: string[] = [];
    context.on('page', (page) => pages.push(page));
    context.on('weberror', (error) => exceptions.push(String(error.error())));
    return { context, pages, exceptions };
  }

  /** An empty page, the only one of its context. */
  async openPage(options: BrowserContextOptions): Promise<OpenedPage> {
    const { viewport, colorScheme, reducedMotion, forcedColors, ...rest } = options;
    const key = JSON.stringify(rest);
    const opened = this.#left.get(key)?.pop() ?? (await this.#openNewPage(rest, key));
    await opened.page.setViewportSize(viewport ?? DESKTOP);
    await opened.page.emulateMedia({
      media: null,
      colorScheme: colorScheme ?? 'light',
      reducedMotion: reducedMotion ?? 'no-preference',
      forcedColors: forcedColors ?? 'none',
    });
    return opened;
  }

  async #openNewPage(options: BrowserContextOptions, key: string): Promise<OpenedPage> {
    const opened = await this.open(options);
    return { ...opened, page: await opened.context.newPage(), key };
  }

  /** Takes back what a test has done to it. */
  async leave(opened: OpenedPage): Promise<void> {
    const { context, page, pages, exceptions, key } = opened;
    // Another page may have changed what stays in the profile, such as whether a certificate is trusted.
    if (pages.length > 1) {
      await context.close();
      return;
    }
    page.removeAllListeners();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    // Nothing is there; but it is of the page's origin, so that the storage can be cleared, and the process stays.
    await page.goto(`${this.#origin}/nothing`);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
      window.name = '';
    });
    await context.clearCookies();
    await context.clearPermissions();
    if (exceptions.length > 0) return;
    this.#left.set(key, [...(this.#left.get(key) ?? []), opened]);
  }
}

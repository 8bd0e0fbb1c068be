/** What axe-core says of a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that look at colours. */
const COLOUR: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/**
 * What axe-core objects to in both themes, one line for each element. The terminal is not judged: it is inert and hidden.
 * The dark theme changes colours and nothing else: in it only the rules that look at them are asked again.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await judge(page, {});
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await judge(page, COLOUR);
  return [...light, ...dark.map((each) => `in the dark theme ${each}`)];
}

async function judge(page: Page, options: RunOptions): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(SOURCE);
  const results = await page.evaluate((given) => {
    const { axe } = window as unknown as {
      axe: { run: (context: object, options: RunOptions) => Promise<AxeResults> };
    };
    // Of the rules that are on, none looks at what would be loaded before.
    return axe.run({ exclude: ['.xterm'] }, { resultTypes: ['violations'], preload: false, ...given });
  }, options);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.target.join(' ')} ${node.html.slice(0, 160)}`),
  );
}

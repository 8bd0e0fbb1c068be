/** Makes the pictures of the README from the real page on a live stream: `npm run pictures`, after a build. */
import path from 'node:path';
import { projectRoot } from '../../server/page.ts';
import { openPlayground } from '../server/clients.ts';
import { builtDist } from './built-dist.ts';
import { launchChromium } from './chromium.ts';

const playground = await openPlayground(builtDist());
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${playground.page}/#/a-chunk-is-not-an-event/2`);
    await page.keyboard.press('s');
    await page.getByText('0 of 325 bytes').waitFor();
    for (const key of [
      'c',
      ...Array<string>(4).fill('ArrowRight'),
      'b',
      ...Array<string>(5).fill('ArrowRight'),
    ]) {
      await page.keyboard.press(key);
    }
    await page.screenshot({ path: path.join(projectRoot(), 'test', 'pictures', `${colorScheme}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
  playground.close();
}

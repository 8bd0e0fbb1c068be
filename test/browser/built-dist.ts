/** Where the page is that was built. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../server/page.ts';

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

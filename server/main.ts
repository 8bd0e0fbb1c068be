/** The server as it is used: the built page, the API and the lab. */
import path from 'node:path';
import { builtPage, projectRoot } from './page.ts';
import { serve } from './serve.ts';

await serve(() => builtPage(path.join(projectRoot(), 'client', 'dist')));

/** The server for development: as main.ts, with the page straight from its sources by Vite, in the same process. */
import path from 'node:path';
import { createServer } from 'vite';
import { projectRoot } from './page.ts';
import { serve } from './serve.ts';

await serve(async (server) => {
  const client = path.join(projectRoot(), 'client');
  const vite = await createServer({
    root: client,
    configFile: path.join(client, 'vite.config.ts'),
    server: { middlewareMode: true, ws: { server } },
    appType: 'spa',
  });
  return vite.middlewares;
});

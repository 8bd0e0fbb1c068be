/** The built page: the files of `client/dist`, with what browsers need to know about each. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler } from 'express';

// xterm styles its rows inline. The lab is another origin, on a port of its own.
const POLICY = [
  "default-src 'self'",
  "connect-src 'self' ws: http:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  // The tabs of a workload are documents of the lab. The scheme stands for https as well.
  'frame-src http:',
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the files of the folder `dist`; while there is no page in it, says so with 503. */
export function builtPage(dist: string): RequestHandler {
  const page = express.Router();
  page.use(
    express.static(dist, {
      setHeaders(response, file) {
        // Vite names assets by their content.
        const asset = file.startsWith(path.join(dist, 'assets') + path.sep);
        response.setHeader('Cache-Control', asset ? 'public, max-age=31536000, immutable' : 'no-cache');
        response.setHeader('Content-Security-Policy', POLICY);
      },
    }),
  );
  page.get('/', (_request, response) => {
    response.status(503).type('text/plain').send('The page has not been built yet: run npm run build.\n');
  });
  return page;
}

/** The nearest folder above with a package.json: this file runs from `server/` and from `server/dist/server/`. */
export function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error(`No package.json above ${import.meta.dirname}`);
    folder = above;
  }
  return folder;
}

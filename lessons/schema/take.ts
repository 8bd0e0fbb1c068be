/**
 * What a learner takes along: the same as a few lines of Express and of browser code, which really run, and a line of
 * `curl` that shows it.
 */
import * as z from 'zod';

export const TAKE_BOUNDS = { lines: 30, characters: 2000, prints: 20 } as const;

const B = TAKE_BOUNDS;

/** The port in the code of every server, and of what asks it. */
export const TAKE_PORT = 3000;

const code = z
  .string()
  .max(B.characters)
  .refine((text) => text.trimEnd().split('\n').length <= B.lines, `has at most ${B.lines} lines`);

/**
 * - `server`: a module for Node, with Express, that listens on port 3000.
 * - `client`: code for a page of that server. `prints`: what it logs to the console, in this order.
 * - `curl`: a line for the shell that asks that server. `shows`: texts of its output, in this order.
 */
export const takeSchema = z
  .strictObject({
    server: code,
    client: code.optional(),
    prints: z.array(z.string().max(200)).min(1).max(B.prints).optional(),
    curl: z
      .string()
      .max(300)
      .regex(/^curl [^\n]*$/, 'is one line that begins with curl'),
    shows: z.array(z.string().min(1).max(200)).min(1).max(B.prints),
  })
  .superRefine(({ server, client, prints, curl }, context) => {
    const wrong = (when: boolean, path: string, message: string) => {
      if (when) context.addIssue({ code: 'custom', path: [path], message });
    };
    const port = String(TAKE_PORT);
    wrong(!server.includes(`(${port}`), 'server', `listens on port ${port}`);
    wrong(!curl.includes(`localhost:${port}`), 'curl', `asks localhost:${port}`);
    wrong((client === undefined) !== (prints === undefined), 'client', 'client and prints go together');
  });

export type Take = z.infer<typeof takeSchema>;

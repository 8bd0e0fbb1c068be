import { createHash } from 'node:crypto';

/** A script or a style that a policy allows by what it is (CSP 3, hash-source). */
export const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The path of a request-target, in origin form or absolute form (RFC 9112 3.2); null when it is neither. */
export function requestPath(target: string): string | null {
  const base = 'http://localhost';
  return URL.canParse(target, base) ? new URL(target, base).pathname : null;
}

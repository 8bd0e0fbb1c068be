/**
 * Where the lab is. A browser opens six connections to a host and shares them among all its tabs, so each tab asks
 * for its streams under a host name of its own (`tab-x.localhost`, which leads to the same lab): ten tabs then have
 * ten times six. Where such names do not resolve, the page's own host name has to do.
 */
const tab = `tab-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? '0'}`;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const PROBE_TIMEOUT = 1500;

/** Whether something answers at `origin` as the lab does. */
export async function labAnswers(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/healthz`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(PROBE_TIMEOUT),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

const origins = new Map<number, Promise<string>>();

/**
 * The lab's origin for TLS, such as `https://localhost:4282`. It is the page's own host name: a certificate that the
 * learner has accepted counts for one name alone.
 */
export const labTlsOrigin = (port: number): string => `https://${location.hostname}:${port}`;

/** The lab's origin without TLS, such as `http://localhost:4281`: the same for all tabs. */
export const sharedLabOrigin = (port: number): string => `http://${location.hostname}:${port}`;

/** The lab's origin for this tab, such as `http://tab-1x2y3z.localhost:4281`. */
export function labOrigin(port: number): Promise<string> {
  let origin = origins.get(port);
  if (!origin) {
    const shared = sharedLabOrigin(port);
    const own = `http://${tab}.localhost:${port}`;
    origin = LOOPBACK.test(location.hostname)
      ? labAnswers(own).then((answers) => (answers ? own : shared))
      : Promise.resolve(shared);
    origins.set(port, origin);
  }
  return origin;
}

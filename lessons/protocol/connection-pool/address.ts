/** Where a request goes, as far as the pool looks at it. */

export interface Address {
  readonly scheme: 'http' | 'https' | 'ws' | 'wss';
  /** Lower case; an IPv6 address with its brackets. */
  readonly host: string;
  /** The scheme's own, 80 or 443, where the URL names none. */
  readonly port: number;
}

const URL_PATTERN = /^(https?|wss?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(?:\/[^\s#]*)?$/;

const IP_ADDRESS = /^\[|^[\d.]+$/;

/** Over TLS. */
export const isSecure = (scheme: Address['scheme']): boolean => scheme === 'https' || scheme === 'wss';

/** Null for what is no absolute URL of these schemes. Of a host only lower case is taken, and no fragment. */
export function addressOf(url: string): Address | null {
  const [, scheme, host, port] = URL_PATTERN.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return null;
  const known = scheme as Address['scheme'];
  return {
    scheme: known,
    host,
    port: port === undefined ? (isSecure(known) ? 443 : 80) : Number(port),
  };
}

/** From the slash after the host on, with the query; empty where a URL ends with its host. */
export function pathOf(url: string): string {
  const slash = url.indexOf('/', url.indexOf('//') + 2);
  return slash < 0 ? '' : url.slice(slash);
}

/** What stands before that, as it is written. */
export const originIn = (url: string): string => url.slice(0, url.length - pathOf(url).length);

/** Scheme, host and port, always with the port: `http://localhost:4281`. HTML 7.1.1, origin. */
export const originOf = ({ scheme, host, port }: Address): string => `${scheme}://${host}:${port}`;

/** The origin of a URL, with its port: the same for all that share it. What is no URL stays as it is. */
export function wholeOrigin(url: string): string {
  const address = addressOf(url);
  return address === null ? url : originOf(address);
}

/**
 * The site: scheme and registrable domain (HTML 7.1.1). Here the last two labels of a host, for want of the public
 * suffix list: `a.localhost` and `b.localhost` are two sites, as in a browser; `a.co.uk` and `b.co.uk` are taken for one.
 */
export function siteOf({ scheme, host }: Address): string {
  return `${scheme}://${IP_ADDRESS.test(host) ? host : host.split('.').slice(-2).join('.')}`;
}

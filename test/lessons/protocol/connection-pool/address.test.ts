import { describe, expect, it } from 'vitest';
import {
  addressOf,
  originOf,
  pathOf,
  siteOf,
  type Address,
} from '../../../../lessons/protocol/connection-pool/address.ts';

describe('an address', () => {
  it.each([
    ['http://localhost:4281/a?b=c', { scheme: 'http', host: 'localhost', port: 4281 }],
    ['https://example.org', { scheme: 'https', host: 'example.org', port: 443 }],
    ['http://[::1]:80/', { scheme: 'http', host: '[::1]', port: 80 }],
    ['wss://a.localhost/socket', { scheme: 'wss', host: 'a.localhost', port: 443 }],
  ])('of %s has its scheme, host and port', (url, address) => {
    expect(addressOf(url)).toEqual(address);
  });

  it.each(['', '/a', 'ftp://a/', 'http://', 'http://A/', 'http://a/b#c', 'http://a:port/', 'http://a b/'])(
    'is none of %j',
    (url) => {
      expect(addressOf(url)).toBeNull();
    },
  );

  it('of an origin is told apart by scheme, host and port', () => {
    expect(originOf(addressOf('http://localhost/a') as Address)).toBe('http://localhost:80');
  });
});

describe('a path', () => {
  it.each([
    ['http://localhost:4281/a/b?c=/d', '/a/b?c=/d'],
    ['http://localhost:4281/', '/'],
    ['http://localhost:4281', ''],
  ])('of %s is %j', (url, path) => {
    expect(pathOf(url)).toBe(path);
  });
});

describe('a site', () => {
  it.each([
    ['http://localhost:4281', 'http://localhost'],
    ['https://localhost', 'https://localhost'],
    ['http://a.localhost', 'http://a.localhost'],
    ['http://b.a.localhost', 'http://a.localhost'],
    ['http://127.0.0.1:80', 'http://127.0.0.1'],
    ['http://[::1]', 'http://[::1]'],
  ])('of %s is %s', (url, site) => {
    expect(siteOf(addressOf(url) as Address)).toBe(site);
  });
});

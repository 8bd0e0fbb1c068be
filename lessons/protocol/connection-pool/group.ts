/** Which requests share connections: those of one scheme, host, port, kind of credentials, partition and profile. */
import type { Api, Workload, WorkloadRequest, WorkloadServer } from '../../schema/workload.ts';
import { addressOf, isSecure, originIn, originOf, siteOf } from './address.ts';
import type { PoolRules } from './browsers.ts';
import type { PoolGroup } from './timeline.ts';

export interface Group {
  readonly info: PoolGroup;
  readonly origin: string;
  readonly server: WorkloadServer;
  /** Milliseconds until a new connection can carry a request. */
  readonly connectTime: number;
}

/** Whoever sends requests, as far as it decides about their group. */
export interface Sender {
  readonly origin: string;
  readonly site: string;
  /** Of the page at the top; the same unless this is a frame of another site. */
  readonly topSite: string;
  /** Whether it is a frame. */
  readonly framed: boolean;
  readonly profile: { readonly name: string };
}

/** An origin that is not described. */
const DEFAULT_SERVER: WorkloadServer = { protocol: 'HTTP/1.1' };

export type CredentialsMode = 'include' | 'same-origin' | 'omit';

/** The groups of a workload, each made when the first request asks for it. */
export class Groups {
  readonly #rules: PoolRules;
  readonly #servers = new Map<string, WorkloadServer>();
  readonly #groups = new Map<string, Group>();
  /** Where the requests of one API, one mode and one sender go, by origin: that has not to be worked out for each. */
  readonly #known = new Map<Sender, Map<Api, Map<CredentialsMode, Map<string, Group>>>>();

  constructor(servers: Workload['servers'], rules: PoolRules) {
    this.#rules = rules;
    for (const [url, server] of Object.entries(servers)) {
      const address = addressOf(url);
      if (address) this.#servers.set(originOf(address), server);
    }
  }

  /** `mode` is that of the request, or that of its preflight. */
  groupOf({ api, url }: WorkloadRequest, sender: Sender, mode: CredentialsMode): Group {
    const known = within(within(within(this.#known, sender), api), mode);
    const target = originIn(url);
    let group = known.get(target);
    if (group === undefined) {
      group = this.#find(target, api, sender, mode);
      known.set(target, group);
    }
    return group;
  }

  /**
   * Seen in Chromium 156 on loopback: apart are 127.0.0.1 and localhost, another port, a.localhost, https and http, another
   * profile, another top-level site, and requests without credentials. Read in its source: WebSockets are, too.
   */
  #find(target: string, api: Api, sender: Sender, mode: CredentialsMode): Group {
    const address = addressOf(target);
    if (address === null) throw new Error(`no URL of http, https, ws or wss: ${target}`);
    const { scheme, host, port } = address;
    const origin = originOf(address);
    // Fetch, HTTP-network-or-cache fetch: `same-origin` sends credentials to the own origin alone.
    const credentials = mode === 'include' || (mode === 'same-origin' && sender.origin === origin);
    const site = this.#rules.partitioned ? partitionOf(api, sender, siteOf(address)) : '';
    const key = [origin, credentials ? 'credentials' : 'no credentials', site, sender.profile.name].join(
      ' | ',
    );
    const known = this.#groups.get(key);
    if (known) return known;
    const { connectionsPerHost, webSocketsPerHost } = this.#rules;
    const limit = api === 'WebSocket' ? webSocketsPerHost : connectionsPerHost;
    const server = this.#servers.get(origin) ?? DEFAULT_SERVER;
    const group: Group = {
      info: { key, scheme, host, port, credentials, site, profile: sender.profile.name, limit },
      origin,
      server,
      // TCP takes one round trip, TLS 1.3 one more (RFC 8446 2).
      connectTime: (server.roundTrip ?? 0) * (isSecure(scheme) ? 2 : 1),
    };
    this.#groups.set(key, group);
    return group;
  }
}

/**
 * Read in Chromium's source: the site at the top, and whether the request belongs to a frame of another one. What a
 * navigation brings is the page at the top itself, unless it is that of a frame.
 */
function partitionOf(api: Api, { site, topSite, framed }: Sender, target: string): string {
  if (api === 'navigation' && !framed) return target;
  const frame = api === 'iframe' || api === 'navigation' ? target : site;
  return frame === topSite ? topSite : `${topSite}, in a frame of another site`;
}

/** The map at that place; a new one where there is none yet. */
function within<K, I, V>(maps: Map<K, Map<I, V>>, key: K): Map<I, V> {
  let map = maps.get(key);
  if (map === undefined) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

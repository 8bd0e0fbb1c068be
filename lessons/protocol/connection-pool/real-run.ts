/**
 * A workload where a real browser can play it: at the lab, which has one port for HTTP/1.1 and one for HTTP/2 over TLS.
 * Hosts and paths stay, as far as they tell requests apart; the ports are the lab's. Each tab begins with its document,
 * whose script asks for the rest: so the documents are in the workload too, before all else.
 */
import type { InputError } from '../../schema/issues.ts';
import type { Api, Workload, WorkloadAction, WorkloadRequest } from '../../schema/workload.ts';
import { addressOf, isSecure, originOf, pathOf, type Address } from './address.ts';

/**
 * Where the lab is, and as which run it plays the workload. `host`: the name under which the page is open; it takes the
 * place of `localhost`, which would be another machine for a page that came from afar.
 */
export interface LabPlace {
  readonly run: string;
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number;
}

export interface RealRun {
  /**
   * What really is asked for: for the model to predict. The documents come one after the other; times are later by
   * `begins`.
   */
  readonly workload: Workload;
  /** The time 0 of the workload that was given, in the one that is played. */
  readonly begins: number;
  /** In the order of the tabs. */
  readonly documents: readonly TabDocument[];
}

/** Below a run: the script of a worker that has a shared stream, with the URL of that in the query. */
export const WORKER_PATH = 'worker';

export interface TabDocument {
  readonly tab: number;
  /** Of the request for it in the workload that is played; no other request has it. */
  readonly id: number;
  readonly url: string;
}

/** Milliseconds in the model for a document, and between the last one and time 0. In a real run they vary. */
const DOCUMENT_TIME = 100;
const LEAD = 1000;

/** Loopback takes some time, however short: who needs a new connection comes after who has one. */
const ROUND_TRIP = 1;

/** Milliseconds: that of the lab. */
const KEEP_ALIVE = 60_000;

const LOCALHOST = 'localhost';
const LOOPBACK_HOST = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

type Mode = NonNullable<WorkloadRequest['credentials']>;

/** Which modes a page can ask for. A crossorigin attribute is `same-origin` (HTML 2.5.4). */
const MODES: Readonly<Record<Api, readonly Mode[]>> = {
  EventSource: ['same-origin', 'include'],
  fetch: ['same-origin', 'include', 'omit'],
  XHR: ['same-origin', 'include'],
  'sync XHR': ['same-origin', 'include'],
  image: ['same-origin', 'include'],
  stylesheet: ['same-origin', 'include'],
  script: [],
  'async script': ['same-origin', 'include'],
  prefetch: ['same-origin', 'include'],
  beacon: ['include'],
  iframe: ['include'],
  navigation: ['include'],
  WebSocket: ['include'],
};

/** What can be asked for with a field that needs a preflight. */
const WITH_FIELDS: readonly Api[] = ['fetch', 'XHR', 'sync XHR'];

const addressIn = (url: string): Address => {
  const address = addressOf(url);
  if (address === null) throw new Error(`no URL of http, https, ws or wss: ${url}`);
  return address;
};

/** Why a browser cannot play the workload at the lab: empty when it can. `host`: as in `LabPlace`. */
export function unplayable({ tabs, servers, actions }: Workload, host: string): InputError[] {
  const errors: InputError[] = [];
  const wrong = (path: string, rule: string) => errors.push({ path, rule });
  const ports = new Map<string, number>();
  const http2 = Object.entries(servers)
    .filter(([, { protocol }]) => protocol === 'HTTP/2')
    .map(([url, { maxStreams }]) => ({ origin: originOf(addressIn(url)), maxStreams }));

  const place = (url: string, path: string) => {
    const address = addressIn(url);
    const { scheme, host: named, port } = address;
    if (!LOOPBACK_HOST.test(named)) {
      wrong(path, 'the lab is on this machine: localhost, or a name below it');
    } else if (named !== LOCALHOST && !LOOPBACK_HOST.test(host)) {
      wrong(path, `the page came from ${host}: only there, called localhost here, is the lab to be found`);
    }
    const name = `${isSecure(address.scheme) ? 'with' : 'without'} TLS, ${named}`;
    if ((ports.get(name) ?? port) !== port) wrong(path, 'the lab has one port for a host, and one with TLS');
    ports.set(name, port);
    if (scheme === 'https' && !http2.some(({ origin }) => origin === originOf(address))) {
      wrong(path, 'the lab speaks HTTP/2 where it speaks TLS: its server has to be described so');
    }
  };

  if (new Set(http2.map(({ maxStreams }) => maxStreams)).size > 1) {
    wrong('/servers', 'the lab has one port with TLS: there is one maxStreams for all');
  }
  for (const [index, { origin, top }] of tabs.entries()) {
    place(origin, `/tabs/${index}/origin`);
    if (top !== undefined) wrong(`/tabs/${index}/top`, 'the lab plays tabs, not frames in other pages');
  }
  const asked = new Map<string, WorkloadRequest>();
  for (const [index, action] of actions.entries()) {
    if (action.do !== 'request') continue;
    const { api, url, credentials, preflight, shared, tab } = action;
    const at = `/actions/${index}`;
    place(url, `${at}/url`);
    const earlier = asked.get(`${tab} ${url}`);
    asked.set(`${tab} ${url}`, earlier ?? action);
    if (earlier !== undefined && (earlier.shared ?? shared) !== undefined) {
      wrong(`${at}/url`, 'a tab asks once for the URL of a shared stream: the lab cannot tell two apart');
    }
    if (api === 'script') {
      wrong(`${at}/api`, 'a script that another one puts into the page is an async script');
    } else if (credentials !== undefined && !MODES[api].includes(credentials)) {
      wrong(`${at}/credentials`, `no page can say this of ${api}`);
    }
    if (preflight !== undefined && !WITH_FIELDS.includes(api)) {
      wrong(`${at}/preflight`, 'a field that needs it can only be sent by fetch and XHR');
    }
  }
  return errors;
}

/** Of a workload that is not `unplayable`. */
export function realRun(workload: Workload, lab: LabPlace): RealRun {
  const originAt = (address: Address) =>
    originOf({
      ...address,
      host: address.host === LOCALHOST ? lab.host : address.host,
      port: isSecure(address.scheme) ? lab.tlsPort : lab.port,
    });
  const urlAt = (url: string) => `${originAt(addressIn(url))}/runs/${lab.run}/at${pathOf(url)}`;
  const { tabs, actions } = workload;
  const least = actions.reduce((id, action) => (action.do === 'request' ? Math.min(id, action.id) : id), 0);
  const documents = tabs.map(({ id: tab, origin }, index) => ({
    tab,
    id: least - 1 - index,
    url: `${originAt(addressIn(origin))}/runs/${lab.run}/tab/${tab}`,
  }));
  const begins = documents.length * DOCUMENT_TIME + LEAD;
  const played = actions.map((action): WorkloadAction => {
    const at = action.at + begins;
    if (action.do !== 'request') return { ...action, at };
    return { ...action, at, url: urlAt(action.url), label: action.label ?? pathOf(action.url) };
  });
  const asked = documents.map(({ tab, id, url }, index): WorkloadAction => {
    const label = `document of tab ${tab}`;
    return { do: 'request', at: index * DOCUMENT_TIME, id, tab, api: 'navigation', url, label };
  });
  const origins = new Map(
    [...tabs.map(({ origin }) => origin), ...actions.flatMap((each) => ('url' in each ? each.url : []))].map(
      (url) => [originOf(addressIn(url)), originAt(addressIn(url))] as const,
    ),
  );
  const told = new Map(
    Object.entries(workload.servers).map(([url, server]) => [originOf(addressIn(url)), server]),
  );
  return {
    begins,
    documents,
    workload: {
      tabs: tabs.map((tab) => ({ ...tab, origin: originAt(addressIn(tab.origin)) })),
      servers: Object.fromEntries(
        [...origins].map(([origin, at]) => {
          const { protocol = 'HTTP/1.1', maxStreams } = told.get(origin) ?? {};
          return [
            at,
            { protocol, roundTrip: ROUND_TRIP, keepAlive: KEEP_ALIVE, ...(maxStreams && { maxStreams }) },
          ];
        }),
      ),
      responses: Object.fromEntries(
        Object.entries(workload.responses).map(([url, response]) => [urlAt(url), response]),
      ),
      actions: [...asked, ...played],
      until: workload.until + begins,
    },
  };
}

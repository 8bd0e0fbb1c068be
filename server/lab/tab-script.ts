/**
 * What runs in the document of a tab, as text: it goes into the document as it stands. It waits to be told when time 0
 * is, in the time of `Date.now()`, by a message `{ begin }` from whoever opened it, or by `workload.begin`; then it does
 * what the tab is to do. What it sees is in `workload.notes`, and goes to the opener as messages `{ tab, note }`.
 */
export const TAB_SCRIPT = `
'use strict';
const { tab, actions } = JSON.parse(document.getElementById('told').textContent);
const notes = [];
const around = parent === window ? opener : parent;
let zero = null;

// Which requests are under way, for whoever looks at the tab.
const underWay = new Set();
const state = document.getElementById('state');
const OVER = ['load', 'error', 'close', 'readyState 2'];

function tell(note) {
  notes.push(note);
  if (note.what === 'asked') underWay.add(note.id);
  if (OVER.includes(note.what)) underWay.delete(note.id);
  if ('id' in note) state.textContent = ': ' + underWay.size + ' under way';
  around?.postMessage({ tab, note }, '*');
}

const now = () => Date.now() - zero;
const tellOf = (id) => (what) => tell({ id, at: now(), what });

// What gives each request up, by its id.
const running = new Map();

function element(name, values, sameOrigin) {
  const made = document.createElement(name);
  if (sameOrigin) made.crossOrigin = 'anonymous';
  return Object.assign(made, values);
}

function load(made, tell) {
  made.onload = () => tell('load');
  made.onerror = () => tell('error');
  document.head.append(made);
  return () => made.remove();
}

function xhr({ url, credentials, preflight }, tell, later) {
  const request = new XMLHttpRequest();
  request.open('GET', url, later);
  request.withCredentials = credentials === 'include';
  if (preflight) request.setRequestHeader('X-Preflight', '1');
  request.onload = () => tell('load');
  request.onerror = () => tell('error');
  request.send();
  return () => request.abort();
}

function stream({ url, credentials }, tell) {
  const source = new EventSource(url, { withCredentials: credentials === 'include' });
  source.onopen = () => tell('readyState ' + source.readyState);
  source.onerror = () => tell('readyState ' + source.readyState);
  tell('readyState ' + source.readyState);
  return source;
}

// A stream that tabs have between them. Who is given nothing by the network hears of its events from who is.
const share = {
  lock(request, tell) {
    const channel = new BroadcastChannel(request.url);
    const giveUp = new AbortController();
    channel.onmessage = () => tell('event');
    const lead = () =>
      new Promise((resolve) => {
        const source = stream(request, tell);
        source.addEventListener('error', () => {
          if (source.readyState === EventSource.CLOSED) resolve();
        });
        source.onmessage = () => channel.postMessage('event');
        giveUp.signal.onabort = () => {
          source.close();
          resolve();
        };
      });
    navigator.locks.request(request.url, { signal: giveUp.signal }, lead).catch(() => {});
    return () => {
      channel.close();
      giveUp.abort();
    };
  },
  worker({ url, credentials }, tell) {
    const { port } = new SharedWorker('../worker?stream=' + encodeURIComponent(url));
    port.onmessage = ({ data }) => tell(data);
    port.postMessage({ withCredentials: credentials === 'include' });
    const leave = () => port.postMessage({ close: true });
    addEventListener('pagehide', leave);
    return leave;
  },
};

const begin = {
  EventSource(request, tell) {
    if (request.shared) return share[request.shared](request, tell);
    const source = stream(request, tell);
    return () => source.close();
  },
  fetch({ url, priority, credentials, cache, preflight }, tell) {
    const abort = new AbortController();
    const headers = preflight ? { 'X-Preflight': '1' } : {};
    fetch(url, { priority, credentials, cache, headers, signal: abort.signal })
      .then((response) => {
        tell('headers');
        return response.text();
      })
      .then(() => tell('load'), () => tell('error'));
    return () => abort.abort();
  },
  XHR: (request, tell) => xhr(request, tell, true),
  'sync XHR': (request, tell) => xhr(request, tell, false),
  image({ url, credentials }, tell) {
    const image = element('img', {}, credentials === 'same-origin');
    image.onload = () => tell('load');
    image.onerror = () => tell('error');
    image.src = url;
    return () => {
      image.src = '';
    };
  },
  stylesheet: ({ url, credentials }, tell) =>
    load(element('link', { rel: 'stylesheet', href: url }, credentials === 'same-origin'), tell),
  'async script': ({ url, credentials }, tell) =>
    load(element('script', { src: url }, credentials === 'same-origin'), tell),
  prefetch: ({ url, credentials }, tell) =>
    load(element('link', { rel: 'prefetch', href: url }, credentials === 'same-origin'), tell),
  beacon({ url }) {
    navigator.sendBeacon(url);
    return () => {};
  },
  iframe({ url }, tell) {
    const frame = element('iframe', { src: url });
    frame.onload = () => tell('load');
    document.body.append(frame);
    return () => frame.remove();
  },
  navigation({ url }) {
    location.href = url;
    return () => stop();
  },
  WebSocket({ url }, tell) {
    const socket = new WebSocket(url);
    for (const type of ['open', 'error', 'close']) socket.addEventListener(type, () => tell(type));
    return () => socket.close();
  },
};

function act(action) {
  if (action.do === 'request') {
    const tell = tellOf(action.id);
    tell('asked');
    running.set(action.id, begin[action.api](action, tell));
  } else if (action.do === 'close') {
    running.get(action.id)?.();
    tellOf(action.id)('close');
  } else {
    // Ends all that the tab has under way, in a frame as well.
    location.replace('about:blank');
  }
}

// Those of one time are of one task.
function go() {
  const times = Map.groupBy(actions, ({ at }) => at);
  const due = [...times.keys()].sort((one, other) => one - other);
  const next = () => {
    const time = due.shift();
    plan();
    for (const action of times.get(time)) act(action);
  };
  const plan = () => {
    if (due.length > 0) setTimeout(next, Math.max(0, due[0] - now()));
  };
  plan();
}

const workload = (window.workload = {
  notes,
  begin(at) {
    if (zero !== null || actions.length === 0) return;
    zero = at;
    go();
  },
});

addEventListener('message', ({ source, data }) => {
  if (source !== null && source === around && typeof data?.begin === 'number') workload.begin(data.begin);
});
addEventListener('load', () => tell({ what: 'ready' }));

// How long each has waited, as the page sees it (Resource Timing). 0 stays: it means that the browser does not say.
const MOMENTS = ['startTime', 'requestStart'];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const timing = {};
    for (const moment of MOMENTS) {
      timing[moment] = entry[moment] && entry[moment] + performance.timeOrigin - (zero ?? 0);
    }
    tell({ url: entry.name, timing });
  }
}).observe({ type: 'resource', buffered: true });
`;

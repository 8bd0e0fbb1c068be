/**
 * What runs in the sandbox, as text: it goes into the document as it stands. It is told once, by the page around it,
 * what to run: `{ code, url, most, longest }`. The code is the body of an async function in a worker of its own, so that
 * a loop without end keeps nobody else from going on. The page is told `{ ready }`; then what is shown, `{ shown }`, as
 * JSON; `{ listening }`, when there is an EventSource; `{ returned }`; and `{ error: { says, line } }`, where the line is
 * one of the code, or null.
 */
export const SANDBOX_SCRIPT = `
'use strict';

// Around the code, which cannot see into it. There are so many lines \`above\` the code.
function harness({ url, above, lines, most, longest }, run) {
  const post = self.postMessage.bind(self);
  self.postMessage = undefined;
  const nameOf = (error) => (error instanceof Error ? error.name + ': ' + error.message : 'thrown: ' + String(error));
  const lineOf = (number) => (number > above && number <= above + lines ? number - above : null);

  function tell(error) {
    const stack = error instanceof Error ? String(error.stack) : '';
    const numbers = Array.from(stack.matchAll(/blob:\\S*?:(\\d+):\\d+/g), ([, number]) => lineOf(Number(number)));
    post({ error: { says: nameOf(error).slice(0, longest), line: numbers.find((line) => line !== null) ?? null } });
  }

  // Asks again by itself, also when the code has come to its end.
  self.EventSource = class extends EventSource {
    constructor(...options) {
      super(...options);
      post({ listening: true });
    }
  };

  let calls = 0;
  function show(value) {
    calls += 1;
    const shown = JSON.stringify(value) ?? JSON.stringify(String(value));
    const wrong = calls > most ? 'show was called more than ' + most + ' times'
      : shown.length > longest ? 'what was shown has more than ' + longest + ' characters' : null;
    if (wrong === null) {
      post({ shown });
      return;
    }
    const error = new RangeError(wrong);
    if (calls <= most + 1) tell(error);
    throw error;
  }

  addEventListener('error', (event) => {
    event.preventDefault();
    tell(event.error);
  });
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    tell(event.reason);
  });
  run(url, show).then(() => post({ returned: true }), tell);
}

function begin({ code, url, most, longest }) {
  const above = String(harness).split('\\n').length;
  const lines = code.split('\\n').length;
  const told = JSON.stringify({ url, above, lines, most, longest });
  const text = '(' + harness + ')(' + told + ', async (url, show) => {\\n' + code + '\\n});\\n';
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  worker.onmessage = ({ data }) => parent.postMessage(data, '*');
  // What is no code at all: nothing of the text has run.
  worker.onerror = (event) => {
    event.preventDefault();
    const { message, lineno } = event;
    const line = Math.min(Math.max(1, lineno - above), lines);
    parent.postMessage({ error: { says: message.replace(/^Uncaught /, ''), line } }, '*');
  };
}

if (parent !== window) {
  addEventListener('message', ({ source, data }) => {
    if (source === parent) begin(data);
  }, { once: true });
  parent.postMessage({ ready: true }, '*');
}
`;

/** The words of the dialog about the lab's certificate. */
export const CERTIFICATE = {
  title: 'HTTP/2 needs a certificate',
  why: 'Browsers speak HTTP/2 over TLS only. The lab has made a certificate for that by itself, on this machine, and your browser does not know it yet. It asks you once:',
  openLab: 'Open the lab in a new tab',
  openLabAt: (origin: string) => `at \`${origin}\`.`,
  choose: 'The browser warns. Choose',
  chooseAdvanced: 'Advanced',
  chooseThen: ', then',
  chooseProceed: 'Proceed',
  chooseOr: 'or',
  chooseAccept: 'Accept the risk',
  chooseEnd: '.',
  comeBack: 'Come back to this tab: it starts by itself.',
  waiting: 'Waiting for the browser to accept it.',
  counts:
    'The certificate counts for this machine’s own names alone, and its key never leaves it. To use a real one, start the server with `TLS_CERT` and `TLS_KEY`.',
  giveUp: 'Do not start',
} as const;

/** The words around the programs that a learner takes along. */
export const TAKE = {
  server: {
    name: 'The server',
    says: 'Save it as server.mjs. In its folder: npm install express, then node server.mjs.',
  },
  client: {
    name: 'In a page of that server',
    logs: (lines: readonly string[]) => `It logs ${lines.map((line) => `“${line}”`).join(', ')}.`,
  },
  curl: { name: 'In a terminal', says: 'It shows the same, without a browser.' },

  codeOf: (name: string) => `${name}, code`,
  copy: 'Copy',
  copyOf: (name: string) => `Copy: ${name}`,
  copied: 'Copied',
  notAllowed: 'Not allowed',
  wasCopied: 'Copied.',
  wasNotAllowed: 'The browser does not allow copying.',
} as const;

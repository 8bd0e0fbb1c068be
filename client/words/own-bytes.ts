/** The words of the dialog about bytes of the learner's own. */
export const OWN_BYTES = {
  title: 'Bytes of your own',
  what: 'What one side of a connection sent: HTTP/1.0, 1.1 or 2, or an event stream alone. The first bytes tell which. They stay in this browser.',
  fileKeeps: 'A file keeps every byte',
  command: 'curl -sN --raw -i URL > stream.txt',
  chooseFile: 'Choose a file',
  orDrop: 'or drop one anywhere on the page',
  pasteKeeps: 'A paste keeps the text, not its line ends',
  lineEnds: 'Line ends of the pasted text',
  lineEndBecomes: 'Each becomes',
  show: 'Show it',
  pasted: 'the pasted text',
} as const;

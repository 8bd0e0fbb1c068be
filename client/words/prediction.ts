/** The words of a prediction. */
export const PREDICTION = {
  predict: 'Predict:',
  committedToTry: 'Committed. Now try it, as the tasks say.',
  committedToStart: 'Committed. Now start the stream and let the wire decide.',
  committedToCome: 'Committed. The byte that decides has not come yet.',
  yes: 'Yes.',
  no: 'No.',
  showByte: 'Show the byte that decides',
  answerAgain: 'Answer again',

  right: '(right)',
  rightAndYours: '(right, your answer)',
  wrongAndYours: '(wrong, your answer)',

  solution: (least: number, most: number, unit: string) =>
    `It is ${least === most ? least : `${least} to ${most}`}${unit && ` ${unit}`}.`,
  wholeNumber: (most: number) => `A whole number, from 0 to ${most}.`,

  moveUp: (what: string) => `Move up: ${what}`,
  moveDown: (what: string) => `Move down: ${what}`,
  /** After the number of the place. */
  rightPlace: ', its right place',

  howToPoint: 'The content of the response. Click a byte, or walk with the arrow keys.',
  pointAt: (place: string) => `You point at ${place}.`,
  noByte: 'no byte yet',
  lf: 'the LF',
  cr: 'the CR',
  glyph: (text: string) => `“${text}”`,
  atBeginning: (what: string, line: number) => `${what} at the beginning of line ${line}`,
  after: (what: string, before: string, line: number) => `${what} after “${before}” in line ${line}`,
} as const;

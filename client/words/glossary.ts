/** The words around the glossary. */
export const GLOSSARY = {
  title: 'Glossary',
  about:
    'The words of the lessons, and where each is defined. In a lesson, a word with dots under it says this when it is pressed.',
  contents: 'Contents',
  find: 'Find a word',
  findIn: (words: number) => `Find in ${words} words`,
  noSuchWord: (word: string) => `There is no word “${word}” in the glossary.`,
  noneHasAll: 'No word has all of these.',
  /** Before the titles of lessons. */
  usedIn: 'Used in',
  inGlossary: 'in the glossary',
} as const;

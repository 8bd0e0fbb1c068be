/** The words of the page with facts about browsers. */
export const FACTS = {
  title: 'Browser facts',
  http1: 'Over HTTP/1.1',
  pages: 'Pages, tabs and what they share',
  http2: 'Over HTTP/2',
  intro:
    'What a browser does with its connections, as questions. Guess before you open one. Your own browser has the last word: most can be seen in it with one click.',
  find: 'Find a fact',
  findIn: (count: number) => `Find in ${count} facts`,
  seenHere: 'seen here',
  seenHereMeans: 'Your browser did as the model predicts',
  show: 'Show it in this browser',
  notShown: 'No button can show this one.',
  agreed: (agreeing: number, starts: number) => `Here: agreed on ${agreeing} of ${starts} starts.`,
  none: 'No fact has all of these words.',
} as const;

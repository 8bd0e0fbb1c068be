/** A lesson without mistakes that has one of everything. The tests break it, one line at a time. */

export const PATH = '02-the-format/03-a-chunk-is-not-an-event/lesson.md';

export const SAMPLE = `---
title: A chunk is not an event
question: Where does an event end?
minutes: 8
answer: At a blank line.
---
# A chunk is not an event

> The client parses the chunks.

## Before the first scenario

Look at the *wire*.

## Two chunks

A line may lie **in two chunks**, see [HTML](https://html.spec.whatwg.org/#parsing).

- one
- \`two\`

\`\`\`yaml scenario
steps:
  - event: { event: login, data: ada }
  - wait: 400
  - text: "data: b"
then: end
\`\`\`

\`\`\`yaml predict
ask: How many events are dispatched?
choices:
  - text: One
    right: true
    because: There is one blank line.
    show: { target: blank-line, nth: 1 }
  - text: Two
    because: There is one blank line, not two.
\`\`\`

\`\`\`yaml task
do: Stop after the first event.
check: { dispatched: 1 }
\`\`\`

\`\`\`yaml task
do: Stop in the second line.
check:
  cursor:
    target: line
    nth: 2
hint: Step by line.
\`\`\`

## Afterwards

\`\`\`yaml
plain: code
\`\`\`

> Quoted, and [a place](#place).
`;

/** The sample with some text replaced by another; the text has to be there once. */
export function broken(text: string, replacement: string): string {
  const parts = SAMPLE.split(text);
  if (parts.length !== 2)
    throw new Error(`the sample holds ${JSON.stringify(text)} ${parts.length - 1} times`);
  return parts.join(replacement);
}

/** The sample with one line replaced; lines count from 1. */
export function withLine(number: number, line: string): string {
  return SAMPLE.split('\n')
    .with(number - 1, line)
    .join('\n');
}

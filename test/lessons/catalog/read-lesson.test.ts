import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLesson } from '../../../lessons/catalog/read-lesson.ts';
import type { Lesson, Step } from '../../../lessons/schema/lesson.ts';
import type { ChoicePrediction } from '../../../lessons/schema/prediction.ts';
import { broken, PATH, SAMPLE, withLine } from './sample.ts';

function lessonIn(text: string): Lesson {
  const outcome = readLesson(PATH, text);
  if ('errors' in outcome) throw new Error(JSON.stringify(outcome.errors));
  return outcome.lesson;
}

/** Each error as `line: rule`. */
function errorsIn(text: string): string[] {
  const outcome = readLesson(PATH, text);
  if ('lesson' in outcome) return [];
  for (const error of outcome.errors) expect(error.file).toBe(PATH);
  return outcome.errors.map(({ line, rule }) => `${line}: ${rule}`);
}

function choicesOf(step: Step | undefined): ChoicePrediction['choices'] {
  const prediction = step?.prediction;
  return prediction && 'choices' in prediction ? prediction.choices : [];
}

describe('a lesson without mistakes', () => {
  const lesson = lessonIn(SAMPLE);

  it('has what its path, its front matter and its block quote say', () => {
    expect(lesson).toMatchObject({
      slug: 'a-chunk-is-not-an-event',
      chapter: 'The format',
      title: 'A chunk is not an event',
      question: 'Where does an event end?',
      answer: 'At a blank line.',
      minutes: 8,
      lang: 'en',
      claim: 'The client parses the chunks.',
    });
  });

  it('may be in another language', () => {
    expect(lessonIn(withLine(4, 'minutes: 8\nlang: de')).lang).toBe('de');
    expect(lessonIn(withLine(4, 'minutes: 8\nlang: pt-BR')).lang).toBe('pt-BR');
  });

  it('has a step for each heading, with its blocks taken out of the prose', () => {
    expect(lesson.steps.map(({ title }) => title)).toEqual([
      'Before the first scenario',
      'Two chunks',
      'Afterwards',
    ]);
    expect(lesson.steps.map(({ prose }) => prose.map(({ type }) => type))).toEqual([
      ['paragraph'],
      ['paragraph', 'list'],
      ['code', 'blockquote'],
    ]);
  });

  it('has the blocks, validated, with their defaults', () => {
    const [, step] = lesson.steps;
    expect(choicesOf(step).map(({ text, right }) => [text, right])).toEqual([
      ['One', true],
      ['Two', undefined],
    ]);
    expect(step?.tasks.map(({ check }) => check)).toEqual([
      { dispatched: 1 },
      { cursor: { target: 'line', nth: 2, edge: 'inside' } },
    ]);
  });

  it('has in each step its own scenario or that of the nearest step before', () => {
    const scenario = {
      steps: [{ event: { event: 'login', data: 'ada' } }, { wait: 400 }, { text: 'data: b' }],
      then: 'end',
    };
    expect(lesson.steps.map((step) => step.scenario)).toEqual([null, scenario, scenario]);
  });

  it('has prose without positions', () => {
    expect(lesson.steps[0]?.prose).toEqual([
      {
        type: 'paragraph',
        children: [
          { type: 'text', value: 'Look at the ' },
          { type: 'emphasis', children: [{ type: 'text', value: 'wire' }] },
          { type: 'text', value: '.' },
        ],
      },
    ]);
    expect(JSON.stringify(lesson)).not.toContain('"position"');
  });

  it('may leave out the heading with its title', () => {
    expect(lessonIn(broken('# A chunk is not an event\n', ''))).toEqual(lesson);
  });

  it('reads the same with CRLF, with CR and behind a byte order mark', () => {
    expect(lessonIn(SAMPLE.replaceAll('\n', '\r\n'))).toEqual(lesson);
    expect(lessonIn(SAMPLE.replaceAll('\n', '\r'))).toEqual(lesson);
    expect(lessonIn(`\uFEFF${SAMPLE}`)).toEqual(lesson);
  });

  it('may name a value once and use it again', () => {
    const text = withLine(36, '    show: &p { target: line }').replace(
      'not two.\n',
      'not two.\n    show: *p\n',
    );
    expect(choicesOf(lessonIn(text).steps[1]).map(({ show }) => show)).toEqual([
      { target: 'line' },
      { target: 'line' },
    ]);
  });

  it('has its claim and titles as plain text', () => {
    const text = broken('> The client parses the chunks.', '> The *client* parses\n> `the` [chunks](#c).');
    expect(lessonIn(text).claim).toBe('The client parses the chunks.');
    expect(lessonIn(broken('## Afterwards', '## After `x`')).steps[2]?.title).toBe('After x');
  });
});

describe('front matter', () => {
  it.each([
    ['no file at all', '', '1: a lesson begins with its front matter, between two lines of "---"'],
    ['none', SAMPLE.slice(4), '1: a lesson begins with its front matter, between two lines of "---"'],
    ['no end of it', withLine(6, ''), '1: a lesson begins with its front matter, between two lines of "---"'],
    ['an unknown key', withLine(4, 'minutes: 8\nauthor: ada'), '5: Unrecognized key: "author"'],
    ['a missing key', withLine(3, '# no question'), '2: the key "question" is missing'],
    [
      'a wrong type',
      withLine(4, 'minutes: eight'),
      '4: minutes: Invalid input: expected number, received string',
    ],
    [
      'a language that is none',
      withLine(4, 'minutes: 8\nlang: German'),
      '5: lang: a language is written as in "en", "de" or "pt-BR"',
    ],
    ['a value out of bounds', withLine(4, 'minutes: 46'), '4: minutes: Too big: expected number to be <=45'],
    ['a key twice', withLine(4, 'minutes: 8\nminutes: 9'), '5: Map keys must be unique'],
    ['no YAML', withLine(3, 'question: "where'), '5: Missing closing "quote'],
    ['a tag', withLine(4, 'minutes: !!binary OA=='), '4: Unresolved tag: tag:yaml.org,2002:binary'],
  ])('with %s is an error', (_, text, error) => {
    expect(errorsIn(text)).toEqual([error]);
  });
});

describe('what stands before the first step', () => {
  const ONLY = 'before the first step there is only the title and one block quote, the claim';
  it.each([
    ['another title', withLine(7, '# A chunk'), '7: the heading is not the title "A chunk is not an event"'],
    ['no claim', withLine(9, ''), '11: the claim is missing: one block quote before the first step'],
    ['a second quote', withLine(10, '\n> Two claims.\n'), `11: ${ONLY}`],
    ['a paragraph', withLine(10, '\nAn introduction.\n'), `11: ${ONLY}`],
    ['a block', withLine(10, '\n```yaml task\n```\n'), `11: ${ONLY}`],
    ['a claim of two paragraphs', withLine(10, '>\n> And more.\n'), '9: the claim is one paragraph'],
    ['a claim with HTML', withLine(9, '> The <b>client</b>'), '9: HTML is not allowed'],
    ['a title after the claim', withLine(10, '\n# A chunk is not an event\n'), `11: ${ONLY}`],
  ])('with %s is an error', (_, text, error) => {
    expect(errorsIn(text)[0]).toContain(error);
  });
});

describe('steps', () => {
  it('are at least three', () => {
    expect(errorsIn(broken('## Afterwards\n', ''))).toEqual([
      '15: a lesson has 3 to 7 steps, each under a "## " heading; this one has 2',
    ]);
  });

  it('are at most seven', () => {
    expect(errorsIn(`${SAMPLE}\n${'## More\n\n'.repeat(5)}`)).toEqual([
      '71: a lesson has 3 to 7 steps, each under a "## " heading; this one has 8',
    ]);
  });

  it('are missed at the end of the front matter when there is none', () => {
    expect(errorsIn('---\ntitle: a\nquestion: b\nanswer: c\nminutes: 1\n---\n')).toEqual([
      '6: a lesson has 3 to 7 steps, each under a "## " heading; this one has 0',
      '6: the claim is missing: one block quote before the first step',
    ]);
  });

  it.each([
    ['no title', withLine(11, '##'), '11: a step has a title'],
    ['a heading inside', withLine(13, '### Look'), '13: a step has one heading'],
    ['HTML between paragraphs', withLine(13, '<p>Look</p>'), '13: HTML is not allowed'],
    ['HTML in a line', withLine(13, 'Look\nat <b>it</b>'), '14: HTML is not allowed'],
    ['a comment', withLine(13, '<!-- look -->'), '13: HTML is not allowed'],
    ['an image', withLine(13, 'Look: ![it](https://a.b/c.png)'), '13: a lesson holds no images'],
    [
      'a link to a script',
      withLine(13, '[a](javascript:alert(1))'),
      '13: a link leads to http, https or a #place',
    ],
    [
      'a number of something else',
      withLine(13, '[two](count:lines)'),
      '13: count:lines: what is counted is chunks, events or bytes',
    ],
    [
      'a link to a file',
      withLine(13, '- one\n- [a](/etc/passwd)'),
      '14: a link leads to http, https or a #place',
    ],
    [
      'a link with its address elsewhere',
      withLine(13, '[a]\n\n[a]: https://b.c'),
      '13: a link has its address with it',
    ],
    [
      'a line across',
      withLine(13, '***'),
      '13: a lesson\'s text holds no Markdown of the type "thematicBreak"',
    ],
    ['text nested too deeply', withLine(13, `${'> '.repeat(17)}a`), '13: text may be nested 16 levels deep'],
    [
      'a block in a list',
      withLine(13, '- a\n\n  ```yaml task\n  ```'),
      '15: a YAML block of a step stands by itself',
    ],
  ])('with %s are an error', (_, text, error) => {
    expect(errorsIn(text)[0]).toContain(error);
  });
});

describe('blocks', () => {
  it('of an unknown kind are an error', () => {
    expect(errorsIn(broken('yaml scenario', 'yaml scenery'))).toEqual([
      '22: unknown block "yaml scenery": a block is yaml scenario, yaml predict, yaml task, yaml build, yaml code, yaml take, yaml race or yaml break-even',
    ]);
    expect(errorsIn(broken('yaml scenario', 'yaml constructor'))).toHaveLength(1);
  });

  it.each(['scenario', 'predict'])('of the kind %s come once in a step', (kind) => {
    const block = SAMPLE.slice(SAMPLE.indexOf(`\`\`\`yaml ${kind}`)).split('\n\n', 1)[0] ?? '';
    expect(errorsIn(broken('## Afterwards', `${block}\n\n## Afterwards`))).toEqual([
      `55: a step has at most one block "yaml ${kind}"`,
    ]);
  });

  it.each([
    [
      'a wrong value',
      withLine(25, '  - wait: soon'),
      '25: steps.1.wait: Invalid input: expected number, received string',
    ],
    [
      'a wrong word',
      withLine(27, 'then: stop'),
      '27: then: Invalid option: expected one of "end"|"hold"|"cut"',
    ],
    [
      'an unknown key',
      withLine(25, '  - wait: 1\n    colour: red'),
      '26: steps.1: unknown key "colour": a step is one of event, unescaped, text, bytes, wait, chunk, raw, repeat',
    ],
    [
      'two in one',
      withLine(25, '  - wait: 1\n    text: b'),
      '25: steps.1: a step has exactly one of event, unescaped, text, bytes, wait, chunk, raw, repeat',
    ],
    [
      'a line end in a name',
      withLine(24, '  - event: { event: "a\\nb" }'),
      '24: steps.0.event.event: event must not hold',
    ],
    ['a missing list', SAMPLE.split('\n').toSpliced(22, 4).join('\n'), '23: the key "steps" is missing'],
    ['a missing key', withLine(35, '    rule: HTML 9.2.6'), '33: the key "because" is missing'],
    ['no right choice', withLine(34, ''), '32: choices: exactly one choice has "right: true"'],
    [
      'an unknown place',
      withLine(36, '    show: { target: comma }'),
      '36: choices.0.show.target: Invalid option',
    ],
    [
      'an unknown key far inside',
      withLine(51, '    nth: 2\n    n: 2'),
      '52: check.cursor: Unrecognized key: "n"',
    ],
    ['a key missing far inside', withLine(50, '    event: 2'), '49: the key "target" is missing'],
    [
      'an unknown check',
      withLine(43, 'check: { felt: 1 }'),
      '43: check: unknown key "felt": a check is one of',
    ],
    ['a value that is empty', withLine(42, 'do:'), '42: do: Invalid input: expected string, received null'],
    ['a bracket left open', withLine(43, 'check: { dispatched: 1'), '43: Flow map in block collection'],
    ['a tab', withLine(51, '\ttarget: line'), '51: Tabs are not allowed as indentation'],
    ['an alias to nothing', withLine(43, 'check: *some'), '43: Unresolved alias'],
    [
      'two documents',
      withLine(43, 'check: { dispatched: 1 }\n---\na: 1'),
      '44: Source contains multiple documents',
    ],
    [
      'nothing in it',
      broken('do: Stop after the first event.\ncheck: { dispatched: 1 }\n', ''),
      '42: Invalid input',
    ],
  ])('with %s name the line', (_, text, error) => {
    expect(errorsIn(text)[0]).toContain(error);
  });

  it('name every mistake, in order of lines', () => {
    const text = withLine(4, 'minutes: 0')
      .replace('wait: 400', 'wait: -1')
      .replace('Two\n', 'Two\n    maybe: 1\n');
    expect(errorsIn(text).map((error) => Number.parseInt(error))).toEqual([4, 25, 38]);
  });

  it('with a wrong value behind an alias name the line of the value', () => {
    const text = withLine(36, '    show: &p { target: line }').replace(
      'not two.\n',
      'not two.\n    show: *p\n',
    );
    expect(errorsIn(text.replace('target: line }', 'target: comma }'))).toEqual([
      expect.stringContaining('36: choices.0.show.target'),
      expect.stringContaining('36: choices.1.show.target'),
    ]);
  });
});

describe('no input', () => {
  it.each(['a/b/lesson.md', '01-a/02-b.md', 'lesson.md', '', '01-A/02-b/lesson.md', '01-a/02-b/c/lesson.md'])(
    'is taken from a path such as %j',
    (path) => {
      expect(readLesson(path, SAMPLE)).toEqual({
        errors: [
          { file: path, line: 1, rule: expect.stringContaining('NN-chapter/NN-lesson/lesson.md') as string },
        ],
      });
    },
  );

  it('is read that is longer than 20 000 characters', () => {
    expect(errorsIn(SAMPLE.padEnd(20_000, '\n'))).toEqual([]);
    expect(errorsIn(SAMPLE.padEnd(20_001, '\n'))).toEqual([
      '1: a lesson file has at most 20000 characters, this one has 20001',
    ]);
  });

  it.each([
    ['brackets', '['.repeat(10_000)],
    ['braces', '{a: '.repeat(4000)],
    ['dashes', '- '.repeat(8000)],
    ['question marks', '? '.repeat(8000)],
  ])('exhausts the stack with nested %s', (_, nested) => {
    expect(errorsIn(withLine(43, nested))).toEqual(['43: YAML may be nested 32 levels deep, no deeper']);
  });

  it('exhausts the memory with values that double with each line', () => {
    const doubling = Array.from({ length: 40 }, (__, n) => `k${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
    const errors = errorsIn(withLine(43, ['k0: &a0 [1]', ...doubling].join('\n')));
    expect(errors).toEqual(['44: Excessive alias count indicates a resource exhaustion attack']);
  });

  it('makes it throw: neither random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.boolean(), (text, fenced) => {
        const whole = fenced ? withLine(43, text) : text;
        const outcome = readLesson(PATH, whole);
        if ('errors' in outcome) expect(outcome.errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('makes it throw: nor the sample with pieces cut out, doubled or replaced', () => {
    const pieces = [
      '`',
      '```',
      '"',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '!!binary "?"',
      '- ',
      '? ',
      ': ',
      '\t',
      '> ',
      '\n',
      '---\n',
      '<b>',
      '## ',
      '|',
      '%YAML 1.1\n---\n',
      '<<: 1',
      '\0',
      '__proto__: 1',
    ];
    const change = fc.record({
      at: fc.nat(SAMPLE.length),
      length: fc.nat(40),
      by: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })),
      times: fc.nat(3),
    });
    const lines = (text: string) => text.split(/\r\n|\r|\n/).length;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce(
          (before, { at, length, by, times }) =>
            before.slice(0, at) + by.repeat(times) + before.slice(at + length),
          SAMPLE,
        );
        const outcome = readLesson(PATH, text);
        if ('lesson' in outcome) return;
        expect(outcome.errors.length).toBeGreaterThan(0);
        for (const { line, rule } of outcome.errors) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines(text));
          expect(rule).not.toBe('');
        }
      }),
      { numRuns: 200 },
    );
  });
});

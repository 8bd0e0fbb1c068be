/**
 * The annotated view of one input, as lines of text: each row as soon as it is complete, and never twice. Offsets count
 * the bytes of the input.
 */
import { adviceFor } from './advice.ts';
import type { Opening } from '../../lessons/protocol/opening.ts';
import type { Reading } from './reading.ts';
import { MARGIN, Renderer, ruleOf, type Look } from './render.ts';
import type { Row } from './row.ts';
import { Rows } from './rows.ts';
import { summaryOf } from './summary.ts';
import { countOf, visible } from './visible.ts';
import { wrap, wrapWithRule } from './wrap.ts';

const LABEL = 20;
/** Cells that a line of the summary has at least. */
const LEAST = 38;

export class View {
  readonly #reading: Reading;
  readonly #name: string;
  readonly #look: Look;
  #rows: Rows | null = null;
  #renderer: Renderer | null = null;

  /** `name`: what the input is called. */
  constructor(reading: Reading, name: string, look: Look) {
    this.#reading = reading;
    this.#name = name;
    this.#look = look;
  }

  /** Whether bytes have arrived that are not shown yet. */
  get waiting(): boolean {
    return this.#rows !== null && this.#rows.left > 0;
  }

  /** The rows that are complete; with `all` also what has arrived of the next one. */
  *lines(all = false): Generator<string> {
    const { dissection, opening } = this.#reading;
    if (dissection === null || opening === null) return;
    if (this.#rows === null) {
      this.#rows = new Rows(dissection, opening);
      this.#renderer = new Renderer(dissection, this.#look, opening.protocol === 'http2' ? 'hex' : 'text');
      yield ruleOf(this.#look, `${this.#name}: ${titleOf(opening)}`);
    }
    yield* this.#render(this.#rows.next(all));
  }

  /** What is left when the input has ended, and a summary. */
  *end(): Generator<string> {
    yield* this.lines(true);
    if (this.#rows !== null && this.#renderer !== null) {
      const { left } = this.#rows;
      if (left > 0) yield this.#renderer.note(`${countOf(left, 'more byte')}, not decoded`);
      yield* this.#render(this.#rows.end());
    }
    yield* this.#summary();
  }

  *#render(rows: Iterable<Row>): Generator<string> {
    const renderer = this.#renderer as Renderer;
    for (const row of rows) {
      if (row.begins !== null && row.begins.number > 1) {
        yield '';
        yield ruleOf(this.#look, `${row.begins.kind} ${row.begins.number}`);
      }
      yield* renderer.lines(row);
    }
  }

  *#summary(): Generator<string> {
    const { paint, width } = this.#look;
    const cells = Math.max(LEAST, width - 2 - LABEL);
    const { lines, problems, count } = summaryOf(this.#reading, this.#rows?.frames ?? 0, cells);
    if (this.#rows === null) yield ruleOf(this.#look, `${this.#name}: empty`);
    yield '';
    for (const [label, value] of lines)
      for (const [index, line] of wrap(value, cells).entries())
        yield `  ${paint('aside', (index === 0 ? label : '').padEnd(LABEL))}${line}`;
    const total = count === 0 ? 'none' : paint('problem', count.toLocaleString('en-US'));
    yield `  ${paint('aside', 'problems'.padEnd(LABEL))}${total}`;
    for (const { at, message, rule } of problems) {
      const lines = wrapWithRule(visible(message), rule, Math.max(LEAST, width - MARGIN));
      for (const [index, line] of lines.entries()) {
        const margin =
          index === 0
            ? `${paint('problem', '!')} ${paint('aside', String(at).padStart(MARGIN - 4))}  `
            : ' '.repeat(MARGIN);
        yield margin + paint('problem', line.text) + ' '.repeat(line.gap) + paint('aside', line.rule);
      }
    }
    if (count > problems.length)
      yield (
        ' '.repeat(MARGIN) + paint('aside', `and ${(count - problems.length).toLocaleString('en-US')} more`)
      );
    const advice = adviceFor(this.#reading);
    if (advice !== null)
      for (const line of wrap(advice, Math.max(LEAST, width - 2))) yield `  ${paint('strong', line)}`;
  }
}

function titleOf({ protocol, from }: Opening): string {
  if (protocol === 'event-stream') return 'an event stream, without HTTP around it';
  return `${protocol === 'http2' ? 'HTTP/2' : 'HTTP/1.x'}, sent by the ${from}`;
}

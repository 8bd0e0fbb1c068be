/**
 * A row as lines of text: a mark where something is wrong, the offset, the bytes, and what they are; under it, the event
 * that it dispatches. All lines fit the width, and hold nothing that a terminal would obey but colours.
 *
 *     !     84  foo: bar\n             no field has this name: the line is ignored     HTML 9.2.6
 */
import type { Dissection } from '../../lessons/protocol/dissect.ts';
import type { EventBlock, Line } from '../../lessons/protocol/event-tokens.ts';
import { sourceIn } from './event-words.ts';
import { paintOf, type Paint, type Painter } from './paint.ts';
import { MALFORMED_IN_ROW, type Row, type Run } from './row.ts';
import { LONGEST_RULE, wrapBesideRule, wrapWithRule } from './wrap.ts';
import {
  countOf,
  fit,
  fitText,
  leftOut,
  quoted,
  sourceOf,
  textOf,
  visible,
  widthOf,
  type Glyph,
  type Source,
} from './visible.ts';

const NARROWEST = 60;
const OFFSET = 7;
/** Cells of the mark and of the offset, with the space after them. */
export const MARGIN = 4 + OFFSET;
/** From this width on the rules have a column of their own. */
const WITH_RULES = 100;
const RULES = 2 + LONGEST_RULE;
const MOST_WORDS = 64;
/** How much of the room is for words: more where rules are among them, and beside numbers, which are short. */
const WORDS = { text: 0.42, hex: 0.52, narrow: 0.53 };
/** Lines of data of an event, and problems of a row, that are shown. */
const DATA_LINES = 12;
const PROBLEMS_OF_ROW = 4;
/** Cells of what stands before a value. */
const LABEL_CELLS = 18;

export interface Look {
  readonly paint: Painter;
  /** Cells of a line. */
  readonly width: number;
}

/** Something to be said about a row. */
interface Note {
  readonly text: string;
  readonly rule: string;
  readonly wrong: boolean;
  /** The offset that it is about, where that is not the row's. */
  readonly at: number | null;
}

export class Renderer {
  readonly #d: Dissection;
  readonly #paint: Painter;
  readonly #width: number;
  /** Cells for the bytes, for the words, and for the rules (0: they stand behind the words). */
  readonly #bytes: number;
  readonly #words: number;
  readonly #rules: number;
  /** Events shown so far. */
  #events = 0;

  /** `form`: what most rows show, text or numbers. */
  constructor(d: Dissection, { paint, width }: Look, form: 'text' | 'hex') {
    this.#d = d;
    this.#paint = paint;
    this.#width = Math.max(NARROWEST, width);
    this.#rules = this.#width >= WITH_RULES ? RULES : 0;
    const room = this.#width - MARGIN - this.#rules;
    this.#words = Math.min(MOST_WORDS, Math.round(room * WORDS[this.#rules > 0 ? form : 'narrow']));
    this.#bytes = room - this.#words - 2;
  }

  *lines(row: Row): Generator<string> {
    const [first, ...others] = notesOf(row);
    const bare = row.runs.length === 0;
    const says = first ?? SILENT;
    yield* this.#lines(bare ? says.at : row.start, bare ? BLANK : this.#bytesOf(row), says);
    for (const note of others) yield* this.#lines(note.at, BLANK, note);
    if (row.event !== null) yield* this.#event(row.event);
  }

  /** A line that stands under the rows. */
  note(text: string): string {
    return ' '.repeat(MARGIN) + this.#paint('aside', visible(text));
  }

  *#lines(offset: number | null, bytes: Cells, { text, rule, wrong }: Note): Generator<string> {
    const layOut = this.#rules > 0 ? wrapBesideRule : wrapWithRule;
    for (const [index, words] of layOut(visible(text), rule, this.#words).entries()) {
      const begins = index === 0;
      const mark = wrong && begins ? this.#paint('problem', '!') : ' ';
      const number =
        begins && offset !== null
          ? this.#paint('aside', String(offset).padStart(OFFSET))
          : ' '.repeat(OFFSET);
      const cells = begins ? bytes : BLANK;
      const gap = ' '.repeat(Math.max(0, this.#bytes - cells.width) + 2);
      const says = this.#paint(wrong ? 'problem' : 'plain', words.text) + ' '.repeat(words.gap);
      yield `${mark} ${number}  ${cells.text}${gap}${says}${this.#paint('aside', words.rule)}`.trimEnd();
    }
  }

  #bytesOf({ start, end, runs, hex, depth }: Row): Cells {
    const source = sourceIn(this.#d, [{ start, end }]);
    const indent = ' '.repeat(2 * depth);
    const { head, left, tail } = fit(source, this.#bytes - indent.length, hex ? 'hex' : 'text');
    const cut = left > 0 ? leftOut(left) : '';
    const tailSize = tail.reduce((sum, { bytes }) => sum + bytes, 0);
    const text =
      indent +
      this.#glyphs(head, runs, start) +
      this.#paint('aside', cut) +
      this.#glyphs(tail, runs, end - tailSize);
    const width = [...head, ...tail].reduce((sum, glyph) => sum + glyph.width, indent.length + cut.length);
    return { text, width };
  }

  /** Glyphs from the offset `at` on, each in the colour of its run; neighbours of one colour are painted at once. */
  #glyphs(glyphs: readonly Glyph[], runs: readonly Run[], at: number): string {
    let painted = '';
    let text = '';
    let paint: Paint = 'plain';
    let index = 0;
    let offset = at;
    for (const glyph of glyphs) {
      while (index + 1 < runs.length && (runs[index] as Run).end <= offset) index++;
      const own =
        glyph.text.startsWith('\\x') && glyph.escaped ? 'escape' : paintOf((runs[index] as Run).kind);
      if (own !== paint) {
        painted += this.#paint(paint, text);
        text = '';
        paint = own;
      }
      text += glyph.text;
      offset += glyph.bytes;
    }
    return painted + this.#paint(paint, text);
  }

  *#event(event: EventBlock): Generator<string> {
    const { typeLine, idLine, message } = event;
    const margin = ' '.repeat(MARGIN);
    const cells = Math.min(MOST_WORDS, this.#width - MARGIN - LABEL_CELLS);
    const type = this.#value(typeLine);
    const what = `▸ event ${(++this.#events).toLocaleString('en-US')}`;
    yield* this.#inLine([
      ['dispatch', what],
      ['strong', type.size === 0 ? 'message' : fitText(type, cells)],
      ['aside', `last event ID ${quoted(this.#value(idLine), cells)}`],
      ['aside', message.streamId === null ? '' : `stream ${message.streamId}`],
    ]);
    const { lines } = event.stream;
    const count = lines.dataWithin(event.blank as number) - lines.dataWithin(event.first);
    let shown = 0;
    for (const line of event.lines()) {
      if (line.role !== 'data') continue;
      if (shown++ === DATA_LINES) break;
      const value = this.#value(line);
      if (count > 1 || value.size > 0) yield `${margin}  ${this.#cut(value)}`.trimEnd();
      else yield `${margin}  ${this.#paint('aside', 'the data is an empty string')}`;
    }
    if (count > DATA_LINES)
      yield `${margin}  ${this.#paint('aside', `… ${countOf(count - DATA_LINES, 'line')} more`)}`;
  }

  /** Texts beside each other, on as many lines as they need. */
  *#inLine(texts: readonly (readonly [Paint, string])[]): Generator<string> {
    const margin = ' '.repeat(MARGIN);
    let line = '';
    let used = 0;
    for (const [paint, text] of texts) {
      if (text === '') continue;
      const width = widthOf(text) + 2;
      if (used > 0 && MARGIN + used + width - 2 > this.#width) {
        yield margin + line.trimEnd();
        line = '  ';
        used = 2;
      }
      line += `${this.#paint(paint, text)}  `;
      used += width;
    }
    yield margin + line.trimEnd();
  }

  #value(line: Line | null): Source {
    return sourceIn(this.#d, line?.value ?? []);
  }

  #cut(source: Source): string {
    const { head, left, tail } = fit(source, this.#width - MARGIN - 2);
    return textOf(head) + this.#paint('aside', left > 0 ? leftOut(left) : '') + textOf(tail);
  }
}

/** A line with a title over the whole width. */
export function ruleOf({ paint, width }: Look, title: string): string {
  const cells = Math.max(NARROWEST, width);
  const text = fitText(sourceOf(Buffer.from(title)), cells - 8);
  const line = '─'.repeat(Math.max(2, cells - widthOf(text) - 4));
  return `${paint('aside', '──')} ${paint('strong', text)} ${paint('aside', line)}`;
}

interface Cells {
  readonly text: string;
  readonly width: number;
}

const BLANK: Cells = { text: '', width: 0 };
const SILENT: Note = { text: '', rule: '', wrong: false, at: null };

/** What is to be said about a row, the first of it beside its bytes. */
function notesOf({ says, problems, start, runs }: Row): Note[] {
  const notes: Note[] = says === null ? [] : [{ ...says, wrong: false, at: null }];
  for (const { at, rule, message } of problems.slice(0, PROBLEMS_OF_ROW))
    notes.push({ text: message, rule, wrong: true, at: at === start && runs.length > 0 ? null : at });
  const more = problems.length - PROBLEMS_OF_ROW;
  const least = problems.length < MALFORMED_IN_ROW ? '' : 'at least ';
  if (more > 0) notes.push({ text: `and ${least}${more} more`, rule: '', wrong: true, at: null });
  return notes;
}

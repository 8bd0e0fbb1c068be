/**
 * Where the boxes, arrows and labels of the client's diagram go, computed from the table of the EventSource client for
 * any width. One row for each readyState, one box for each state behind it, one arrow for all transitions between two
 * boxes. What each state of a readyState does alike is one arrow from the frame around them. Transitions that change
 * nothing are not drawn.
 */
import {
  STATES,
  TRANSITIONS,
  type ReadyState,
  type State,
  type Transition,
} from '../../lessons/protocol/event-source-table.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Rect {
  readonly state: State;
  readonly lines: readonly string[];
  /** Transitions that stay in the state and keep something of the input: a line for each, below the others. */
  readonly kept: readonly Transition[];
}

/** Around the boxes of one readyState. */
export interface Frame extends Rect {
  readonly readyState: ReadyState;
}

export interface Arrow {
  readonly transitions: readonly Transition[];
  readonly start: Point;
  readonly end: Point;
  /** `onLine`: the arrow runs behind it. */
  readonly label: Rect & { readonly lines: readonly string[]; readonly onLine: boolean };
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Frame[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** In pixels. Text is not measured: a letter is taken to be this wide. */
const LETTER = 6.6;
export const LINE = 16;
const PAD = 10;
const TITLE = 27;
/** The widest box, the narrowest gap between two boxes of a row, the gap between two rows. */
const BOX = 124;
const GAP = 96;
const BETWEEN = 52;
/** How far two arrows between the same boxes run from each other. */
const APART = 16;

const STATE_NAMES = Object.keys(STATES) as State[];
const READY_STATES = [...new Set(STATE_NAMES.map((state) => STATES[state].readyState))];
const rowOf = (name: State | ReadyState) =>
  READY_STATES.indexOf(name in STATES ? STATES[name as State].readyState : (name as ReadyState));
const statesIn = (row: number) => STATE_NAMES.filter((state) => rowOf(state) === row);

/** `width` in pixels, at least 300. */
export function clientDiagram(width: number): Diagram {
  const boxes: Box[] = [];
  const frames: Frame[] = [];
  let y = 1;
  READY_STATES.forEach((readyState, row) => {
    const top = readyState === null ? y : y + TITLE;
    const placed = boxesOf(row, top, width);
    const [left, right] = [placed[0] as Box, placed.at(-1) as Box];
    y = top + left.height;
    boxes.push(...placed);
    if (readyState !== null) {
      const x = left.x - PAD;
      y += PAD;
      const size = { width: right.x + right.width + PAD - x, height: y - top + TITLE };
      frames.push({ readyState, x, y: top - TITLE, ...size });
    }
    y += BETWEEN;
  });
  const arrows = arrowsOf(TRANSITIONS.filter(({ from, to }) => from !== to));
  return {
    width,
    height: y - BETWEEN + 1,
    frames,
    boxes,
    arrows: arrows.map((arrow) => draw(arrow, arrows, { boxes, frames, width })),
  };
}

// The boxes

const boxWidth = (width: number) => Math.min(BOX, (width - 2 * PAD - 2 - GAP) / 2);

function boxesOf(row: number, y: number, width: number): Box[] {
  const boxes = statesIn(row).map((state) => ({
    state,
    lines: wrap(STATES[state].text, boxWidth(width) - PAD),
    kept: TRANSITIONS.filter(({ from, to, keeps }) => from === state && to === state && keeps !== null),
    x: centreOf(state, width) - boxWidth(width) / 2,
    y,
    width: boxWidth(width),
  }));
  const lines = Math.max(...boxes.map((box) => box.lines.length + box.kept.length));
  return boxes.map((box) => ({ ...box, height: lines * LINE + PAD }));
}

/** The boxes of a row stand as far apart as they can; a lone one in the middle of those that it is tied to. */
function centreOf(state: State, width: number): number {
  const states = statesIn(rowOf(state));
  const first = PAD + 1 + boxWidth(width) / 2;
  if (states.length > 1) return first + (states.indexOf(state) * (width - 2 * first)) / (states.length - 1);
  const tied = TRANSITIONS.flatMap(({ from, to }) => (from === state ? [to] : to === state ? [from] : []));
  const others = tied.filter((other) => statesIn(rowOf(other)).length > 1);
  const centres = [...new Set(others.map((other) => centreOf(other, width)))];
  return centres.reduce((sum, centre) => sum + centre, 0) / centres.length;
}

/** Lines of whole words that are at most about `width` pixels wide. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length * LETTER <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// The arrows

interface Ends {
  readonly from: State | ReadyState;
  readonly to: State;
  readonly transitions: Transition[];
}

/** Transitions with the same ends together; those that all states of a readyState share begin at its frame. */
function arrowsOf(transitions: readonly Transition[]): Ends[] {
  const arrows: Ends[] = [];
  for (const transition of transitions) {
    const { to } = transition;
    const from = sharedBy(transition, transitions) ?? transition.from;
    const arrow = arrows.find((each) => each.from === from && each.to === to);
    if (arrow) arrow.transitions.push(transition);
    else arrows.push({ from, to, transitions: [transition] });
  }
  return arrows;
}

/** The readyState all of whose states have this transition to another readyState; null when not all have. */
function sharedBy({ from, on, to }: Transition, transitions: readonly Transition[]): ReadyState | null {
  if (rowOf(from) === rowOf(to)) return null;
  const alike = (state: State) =>
    transitions.some((each) => each.from === state && each.on === on && each.to === to);
  return statesIn(rowOf(from)).every(alike) ? STATES[from].readyState : null;
}

function draw(
  { from, to, transitions }: Ends,
  all: readonly Ends[],
  diagram: Pick<Diagram, 'boxes' | 'frames' | 'width'>,
): Arrow {
  const [start, end] = [shapeOf(from, diagram), shapeOf(to, diagram)];
  const lines = [...new Set(transitions.map(({ on }) => on))].flatMap((name) => wrap(name, GAP));

  if (start.y === end.y) {
    const right = start.x < end.x;
    const paired = all.some((other) => other.from === to && other.to === from);
    const y = centre(start).y + (paired ? (right ? -1 : 1) * (APART / 2) : 0);
    const line = right
      ? { start: { x: start.x + start.width, y }, end: { x: end.x, y } }
      : { start: { x: start.x, y }, end: { x: end.x + end.width, y } };
    const away = 3 + (lines.length * LINE) / 2;
    const middle = { x: (line.start.x + line.end.x) / 2, y: paired && !right ? y + away : y - away };
    return { transitions, ...line, label: { ...labelAt(middle, lines, diagram.width), onLine: false } };
  }

  const line = Math.abs(rowOf(to) - rowOf(from)) > 1 ? straightDown(start, end) : across(start, end);
  const middle = { x: (line.start.x + line.end.x) / 2, y: (line.start.y + line.end.y) / 2 };
  return { transitions, ...line, label: { ...labelAt(middle, lines, diagram.width), onLine: true } };
}

/** A box; or a frame, which also stands for a lone box in it. */
function shapeOf(name: State | ReadyState, { boxes, frames }: Pick<Diagram, 'boxes' | 'frames'>): Rect {
  const box = boxes.find(({ state }) => state === name);
  const frame = frames.find(({ readyState }) => readyState === READY_STATES[rowOf(name)]);
  const alone = statesIn(rowOf(name)).length === 1;
  return (alone ? (frame ?? box) : (box ?? frame)) as Rect;
}

/** To the next row. */
const across = (start: Rect, end: Rect) => ({
  start: border(start, centre(end)),
  end: border(end, centre(start)),
});

/** Past the row between, which has its box in the middle: near the edge of the diagram. */
function straightDown(start: Rect, end: Rect) {
  const x = end.x + end.width * (end.x > start.x + PAD ? 0.75 : 0.25);
  return { start: { x, y: start.y + start.height }, end: { x, y: end.y } };
}

const centre = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });

/** Where the line from the middle of a rectangle to a point outside leaves it. */
function border(rect: Rect, to: Point): Point {
  const { x, y } = centre(rect);
  const [dx, dy] = [to.x - x, to.y - y];
  const part = Math.min(rect.width / 2 / Math.abs(dx), rect.height / 2 / Math.abs(dy));
  return { x: x + dx * part, y: y + dy * part };
}

/** Around `middle`, moved so that it is inside the diagram. */
function labelAt(middle: Point, lines: readonly string[], diagramWidth: number) {
  const width = Math.max(...lines.map((line) => line.length)) * LETTER;
  const height = lines.length * LINE;
  const x = Math.min(Math.max(middle.x - width / 2, 0), diagramWidth - width);
  return { lines, x, y: middle.y - height / 2, width, height };
}

import { describe, expect, it } from 'vitest';
import { clientDiagram, type Point, type Rect } from '../../../client/views/client-diagram.ts';
import { STATES, TRANSITIONS } from '../../../lessons/protocol/event-source-table.ts';

const WIDTHS = [300, 310, 360, 400, 560];

const apart = (a: Rect, b: Rect) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

const onBorder = ({ x, y }: Point, rect: Rect) => {
  const [right, bottom] = [rect.x + rect.width, rect.y + rect.height];
  const near = (a: number, b: number) => Math.abs(a - b) < 0.01;
  const within = x > rect.x - 0.01 && x < right + 0.01 && y > rect.y - 0.01 && y < bottom + 0.01;
  return within && (near(x, rect.x) || near(x, right) || near(y, rect.y) || near(y, bottom));
};

describe.each(WIDTHS)('the diagram of the client, %i pixels wide', (width) => {
  const { height, frames, boxes, arrows } = clientDiagram(width);

  it('has a box for each state, in the frame of its readyState', () => {
    expect(boxes.map(({ state }) => state)).toEqual(Object.keys(STATES));
    for (const box of boxes) {
      const around = frames.filter((frame) => !apart(frame, box));
      const { readyState } = STATES[box.state];
      expect(around.map((frame) => frame.readyState)).toEqual(readyState === null ? [] : [readyState]);
      for (const frame of around) {
        const right = frame.x + frame.width - box.x - box.width;
        const bottom = frame.y + frame.height - box.y - box.height;
        expect(Math.min(box.x - frame.x, right, bottom)).toBeGreaterThanOrEqual(10);
      }
    }
  });

  it('leaves no room above, below or beside it', () => {
    expect(Math.min(...boxes.map(({ y }) => y))).toBe(1);
    expect(Math.max(...frames.map((frame) => frame.y + frame.height))).toBe(height - 1);
    expect(Math.min(...frames.map(({ x }) => x))).toBe(1);
    expect(Math.max(...frames.map((frame) => frame.x + frame.width))).toBe(width - 1);
  });

  it('runs arrows behind the labels that say so, and behind no others', () => {
    for (const { label } of arrows) {
      const behind = arrows.filter(({ start, end }) =>
        Array.from({ length: 101 }, (_, step) => step / 100).some((part) => {
          const [x, y] = [start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part];
          return x > label.x && x < label.x + label.width && y > label.y && y < label.y + label.height;
        }),
      );
      expect(behind.map((arrow) => arrow.label)).toEqual(label.onLine ? [label] : []);
    }
  });

  it('runs there and back beside each other, each label on its own side', () => {
    const between = (from: string, to: string) =>
      arrows.find(({ transitions }) => transitions.every((each) => each.from === from && each.to === to));
    const [there, back] = [between('fetching', 'waiting'), between('waiting', 'fetching')];
    if (!there || !back) throw new Error('Both lead from one to the other.');
    const heights = [there.label.y, there.start.y, back.start.y, back.label.y];
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(new Set(heights).size).toBe(4);
  });

  it('draws each transition that leads elsewhere once, and writes the others that keep something into the box', () => {
    const drawn = arrows.flatMap(({ transitions }) => transitions);
    const written = boxes.flatMap(({ kept }) => kept);
    expect(new Set(drawn)).toEqual(new Set(TRANSITIONS.filter(({ from, to }) => from !== to)));
    expect(drawn).toHaveLength(new Set(drawn).size);
    expect(new Set(written)).toEqual(
      new Set(TRANSITIONS.filter(({ from, to, keeps }) => from === to && keeps !== null)),
    );
  });

  it('labels an arrow with the inputs of its transitions', () => {
    for (const { transitions, label } of arrows) {
      expect(label.lines.join(' ')).toBe([...new Set(transitions.map(({ on }) => on))].join(' '));
    }
  });

  it('begins and ends each arrow at a box or a frame that its transitions begin and end in', () => {
    for (const { transitions, start, end } of arrows) {
      for (const { from, to } of transitions) {
        const shapes = (state: string) => [
          ...boxes.filter((box) => box.state === state),
          ...frames.filter(
            ({ readyState }) => readyState === STATES[state as keyof typeof STATES].readyState,
          ),
        ];
        expect(shapes(from).some((shape) => onBorder(start, shape))).toBe(true);
        expect(shapes(to).some((shape) => onBorder(end, shape))).toBe(true);
      }
    }
  });

  it('lets no two boxes, labels or titles touch, and stays in its picture', () => {
    const titles = frames.map(({ readyState, x, y, width: wide }) => {
      const size = readyState.length * 7.4;
      return { x: x + wide / 2 - size / 2, y: y + 4, width: size, height: 13 };
    });
    const rects: Rect[] = [...boxes, ...arrows.map(({ label }) => label), ...titles];
    rects.forEach((rect, index) => {
      expect(rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= width).toBe(true);
      expect(rect.y + rect.height).toBeLessThanOrEqual(height);
      for (const other of rects.slice(index + 1)) expect(apart(rect, other)).toBe(true);
    });
  });

  it('keeps labels outside frames that they do not belong to', () => {
    const lone = frames.filter(({ readyState }) => readyState === 'OPEN');
    for (const { label } of arrows) for (const frame of lone) expect(apart(label, frame)).toBe(true);
  });
});

it('draws what all states of a readyState do alike as one arrow', () => {
  const { arrows } = clientDiagram(400);
  const closing = arrows.filter(({ transitions }) =>
    transitions.every(({ from, on }) => STATES[from].readyState === 'CONNECTING' && on === 'close()'),
  );
  expect(closing.map(({ transitions }) => transitions.map(({ from }) => from))).toEqual([
    ['fetching', 'waiting'],
  ]);
});

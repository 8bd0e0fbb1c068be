/** A key press runs what it stands for, unless the focused element has a use for it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { press, type KeyGroup } from '../../../client/state/key-press.ts';

/** An element, as far as a selector of its own name, and of those around it, goes. */
class FakeElement {
  readonly #selectors: readonly string[];
  constructor(...selectors: string[]) {
    this.#selectors = selectors;
  }
  closest(list: string): FakeElement | null {
    return list.split(', ').some((each) => this.#selectors.includes(each)) ? this : null;
  }
}

const GROUPS: readonly KeyGroup<string[]>[] = [
  {
    title: 'All',
    keys: ['ArrowRight', 'Home', ' ', 'Enter', 'o', 'U', '?'].map((key) => ({
      key,
      label: key,
      does: key,
      run: (done) => {
        done.push(key);
      },
    })),
  },
  {
    title: 'More',
    keys: [
      {
        key: 'ArrowRight',
        shift: true,
        label: 'Shift →',
        does: 'further',
        run: (done) => {
          done.push('Shift ArrowRight');
        },
      },
    ],
  },
];

type Pressed = Partial<
  Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented', boolean>
> & {
  readonly target?: FakeElement | null;
};

function pressed(key: string, more: Pressed = {}): { done: string[]; prevented: boolean } {
  const done: string[] = [];
  const preventDefault = vi.fn();
  const event = {
    key,
    target: null,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    defaultPrevented: false,
    preventDefault,
    ...more,
  };
  press(event as unknown as KeyboardEvent, GROUPS, done);
  return { done, prevented: preventDefault.mock.calls.length > 0 };
}

beforeEach(() => {
  vi.stubGlobal('Element', FakeElement);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a key press', () => {
  it('runs what its key stands for, and nothing else happens', () => {
    expect(pressed('o')).toEqual({ done: ['o'], prevented: true });
    expect(pressed(' ', { target: new FakeElement('main') })).toEqual({ done: [' '], prevented: true });
  });

  it('of a key that stands for nothing is left alone', () => {
    expect(pressed('z')).toEqual({ done: [], prevented: false });
    expect(pressed('u')).toEqual({ done: [], prevented: false });
  });

  it('tells an arrow with Shift from one without; a letter or a sign is one for which Shift may be needed', () => {
    expect(pressed('ArrowRight').done).toEqual(['ArrowRight']);
    expect(pressed('ArrowRight', { shiftKey: true }).done).toEqual(['Shift ArrowRight']);
    expect(['U', '?'].map((key) => pressed(key, { shiftKey: true }).done)).toEqual([['U'], ['?']]);
  });

  it.each(['ctrlKey', 'metaKey', 'altKey', 'defaultPrevented'] as const)(
    'with %s is for somebody else',
    (name) => {
      expect(pressed('o', { [name]: true })).toEqual({ done: [], prevented: false });
    },
  );

  it.each([
    ['input:not([type="range"])', []],
    ['textarea', []],
    ['dialog', []],
    ['input[type="range"]', [' ', 'Enter', 'o']],
    ['a[href]', ['ArrowRight', 'Home', 'o']],
    ['summary', ['ArrowRight', 'Home', 'o']],
    ['button', ['ArrowRight', 'Home', 'Enter', 'o']],
    ['button:not([role="radio"])', ['ArrowRight', 'Home', ' ', 'o']],
  ])('in %s is left to it where it has a use for it', (selector, ours) => {
    const target = new FakeElement(selector);
    const keys = ['ArrowRight', 'Home', ' ', 'Enter', 'o'];
    expect(keys.filter((key) => pressed(key, { target }).done.length > 0)).toEqual(ours);
  });
});

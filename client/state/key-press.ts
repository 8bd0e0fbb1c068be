/** What a key does, as a list that can be shown; and what a key press is for. */

export interface Key<T> {
  /** Value of `KeyboardEvent.key`. */
  readonly key: string;
  readonly shift?: true;
  /** As written in the list. */
  readonly label: string;
  readonly does: string;
  readonly run: (subject: T) => void;
}

export interface KeyGroup<T> {
  readonly title: string;
  /** Whether what they act on is not to be seen: they do nothing then. */
  readonly hidden?: (subject: T) => boolean;
  readonly keys: readonly Key<T>[];
}

const USES_KEYS = 'input:not([type="range"]), textarea, select, [contenteditable], dialog';
const USES_ARROWS = 'input[type="range"]';
const USES_SPACE = 'button, a[href], summary';
const USES_ENTER = 'button:not([role="radio"]), a[href], summary';

/** Runs what a key press stands for; leaves it alone where the focused element has a use for it. */
export function press<T>(event: KeyboardEvent, groups: readonly KeyGroup<T>[], subject: T): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(USES_KEYS)) return;
  if (/^Arrow|^Home$|^End$|^Page/.test(event.key) && target?.closest(USES_ARROWS)) return;
  if (event.key === ' ' && target?.closest(USES_SPACE)) return;
  if (event.key === 'Enter' && target?.closest(USES_ENTER)) return;
  // The browser closes what has popped up.
  if (event.key === 'Escape' && target?.ownerDocument.querySelector(':popover-open')) return;
  const found = groups
    .flatMap(({ keys, hidden }) => (hidden?.(subject) ? [] : keys))
    .find(
      (key) =>
        key.key === event.key &&
        (key.shift === undefined ? !event.key.startsWith('Arrow') || !event.shiftKey : event.shiftKey),
    );
  if (!found) return;
  event.preventDefault();
  found.run(subject);
}

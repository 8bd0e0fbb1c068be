/** What the page shows: the stream of a lesson, or a page of its own. */
const PAGES = ['contents', 'glossary', 'summary', 'connections', 'facts'] as const;
export type PageName = (typeof PAGES)[number];
export type Screen = 'playground' | PageName;

/** By the page's address after `#`. */
export function screenOf(address: string): Screen {
  const [first] = address.split(/[/?]/);
  return PAGES.find((page) => page === first) ?? 'playground';
}

/** In place of the name of a lesson: the learner's own. */
export const OWN = 'own';

/** The part of the page's address after `#`: which lesson and step is open. */
export function readAddress(): string {
  const address = location.hash.replace(/^#\/?/, '');
  try {
    return decodeURI(address);
  } catch {
    // A percent sign that encodes nothing: take the address as it is written.
    return address;
  }
}

/** Sets it. `replace` leaves no entry in the browser's history. */
export function writeAddress(path: string, replace: boolean): void {
  const hash = `#/${path}`;
  if (location.hash === hash) return;
  if (replace) history.replaceState(null, '', hash);
  else location.hash = hash;
}

export function onAddress(changed: (path: string) => void): () => void {
  const listener = () => {
    changed(readAddress());
  };
  addEventListener('hashchange', listener);
  return () => {
    removeEventListener('hashchange', listener);
  };
}

const STREAM = '#/any-stream/';

/** The longest text that goes into a link: some programs cut longer ones. */
const LONGEST_LINK = 8000;

/** A link to a scenario, as text; null when it is too long for one. */
export function linkTo(text: string): string | null {
  const link = location.origin + location.pathname + STREAM + encodeURIComponent(text);
  return link.length > LONGEST_LINK ? null : link;
}

/** The scenario that the page's address holds, as text; null when it holds none. */
export function readLinked(): string | null {
  const { hash } = location;
  if (!hash.startsWith(STREAM)) return null;
  const text = hash.slice(STREAM.length);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Puts a text on the clipboard. False where the browser does not allow it. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The part of the page's address after `#`: which lesson and step is open. */
export const readAddress = (): string => decodeURI(location.hash.replace(/^#\/?/, ''));

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

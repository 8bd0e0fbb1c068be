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

/** What the page remembers in this browser. A browser that refuses storage costs the memory, nothing else. */
const PREFIX = 'sse-playground.';

export function load(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null') as unknown;
  } catch {
    return null;
  }
}

export function save(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Private windows and full disks refuse: the page goes on without a memory.
  }
}

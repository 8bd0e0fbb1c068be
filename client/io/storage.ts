/** What the page remembers in this browser. A browser that refuses storage costs the memory, nothing else. */
const PREFIX = 'sse-playground.';

export const load = (key: string): unknown => read(() => localStorage, key);

export const save = (key: string, value: unknown): void => {
  write(() => localStorage, key, value);
};

/** Until this tab is closed. */
export const loadInTab = (key: string): unknown => read(() => sessionStorage, key);

export const saveInTab = (key: string, value: unknown): void => {
  write(() => sessionStorage, key, value);
};

function read(storage: () => Storage, key: string): unknown {
  try {
    return JSON.parse(storage().getItem(PREFIX + key) ?? 'null') as unknown;
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    storage().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Private windows and full disks refuse: the page goes on without a memory.
  }
}

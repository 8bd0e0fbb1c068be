/** Light, dark, or as the system has it. Kept in this browser. */
import { load, save } from '../io/storage.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export class ThemeChoice {
  #value = $state<Theme>(THEMES.find((theme) => theme === load('theme')) ?? 'system');

  get value(): Theme {
    return this.#value;
  }

  /** The choice after this one: system, light, dark, and round again. */
  get next(): Theme {
    return THEMES[(THEMES.indexOf(this.#value) + 1) % THEMES.length] as Theme;
  }

  choose(theme: Theme): void {
    this.#value = theme;
    save('theme', theme);
  }
}

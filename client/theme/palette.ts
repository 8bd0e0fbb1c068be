/** The theme's colours as numbers, for what CSS does not reach: the terminal. */
import type { Paint } from '../views/paint.ts';

export type Rgb = readonly [number, number, number];

export interface Palette {
  readonly ground: Rgb;
  readonly ink: Rgb;
  readonly soft: Rgb;
  readonly accent: Rgb;
  readonly paints: Readonly<Record<Paint, Rgb>>;
  readonly washes: Readonly<Record<Paint, Rgb>>;
}

const PAINTS: readonly Paint[] = ['head', 'framing', 'name', 'value', 'dispatch', 'end', 'aside'];

/** Reads the colours that hold for `element` now, in the light or the dark theme. */
export function readPalette(element: HTMLElement): Palette {
  const probe = element.appendChild(document.createElement('span'));
  const read = (name: string): Rgb => {
    probe.style.color = `var(--${name})`;
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue];
  };
  const each = (name: (paint: Paint) => string) =>
    Object.fromEntries(PAINTS.map((paint) => [paint, read(name(paint))])) as Record<Paint, Rgb>;
  const palette: Palette = {
    ground: read('ground'),
    ink: read('ink'),
    soft: read('soft'),
    accent: read('accent'),
    paints: each((paint) => paint),
    washes: each((paint) => `${paint}-wash`),
  };
  probe.remove();
  return palette;
}

/** `amount` of `over`, the rest of `under`. */
export function blend(over: Rgb, under: Rgb, amount: number): Rgb {
  const mix = (i: 0 | 1 | 2) => Math.round(over[i] * amount + under[i] * (1 - amount));
  return [mix(0), mix(1), mix(2)];
}

/** Calls `changed` when the theme turns light or dark. */
export function onTheme(changed: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', changed);
  };
}

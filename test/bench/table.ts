/** Tables of measurements: for people as text, for programs as figures. */

/** One measured number. */
export interface Figure {
  readonly name: string;
  /** Null when it could not be measured; `note` says why. */
  readonly value: number | null;
  readonly unit: string;
  /** The least, or the most, that it should be; null when there is no target. */
  readonly target: { readonly least: number } | { readonly most: number } | null;
  readonly note?: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader has to know about the figures. */
  readonly notes: readonly string[];
  readonly figures: readonly Figure[];
}

/** Whether the target is met; null without a target. What could not be measured does not meet it. */
export function isMet({ value, target }: Figure): boolean | null {
  if (target === null) return null;
  if (value === null) return false;
  return 'least' in target ? value >= target.least : value <= target.most;
}

/** `ok` or `BELOW` against a least value, `ok` or `ABOVE` against a most value, empty without a target. */
export function verdict(figure: Figure): string {
  const met = isMet(figure);
  if (met === null || figure.target === null) return '';
  return met ? 'ok' : figure.value === null ? 'NOT MEASURED' : 'least' in figure.target ? 'BELOW' : 'ABOVE';
}

/** With as many digits as are worth reading: at least three, and none after the point from 100 on. */
export function digits(value: number | null): string {
  if (value === null) return '-';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** The first column begins at the left, all others end at the right. */
export function textOf({ title, columns, rows, notes }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(...[columns, ...rows].map((row) => (row[index] ?? column).length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[index] as number),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [
    title,
    '',
    line(columns),
    rule,
    ...rows.map(line),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

/** Every figure of the tables, one object each. */
export function figuresOf(tables: Readonly<Record<string, Table>>) {
  return Object.entries(tables).flatMap(([table, { figures }]) =>
    figures.map((figure) => ({
      table,
      name: figure.name,
      value: figure.value,
      unit: figure.unit,
      target: figure.target,
      met: isMet(figure),
      ...(figure.note === undefined ? {} : { note: figure.note }),
    })),
  );
}

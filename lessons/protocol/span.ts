/** Half-open range of byte offsets, `[start, end)`; of the capture, unless something else is said. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bytes in the spans. */
export function sizeOf(spans: readonly Span[]): number {
  let size = 0;
  for (const span of spans) size += span.end - span.start;
  return size;
}

/** Spans of one axis as spans of the axis it lies on; neighbours that touch become one. */
export function through(spans: readonly Span[], lay: (start: number, end: number) => Span[]): Span[] {
  const [only] = spans;
  if (spans.length === 1 && only) return lay(only.start, only.end);
  const laid: { start: number; end: number }[] = [];
  for (const span of spans) {
    for (const each of lay(span.start, span.end)) {
      const last = laid.at(-1);
      if (last?.end === each.start) last.end = each.end;
      else laid.push({ ...each });
    }
  }
  return laid;
}

/** How many items at the head of `list` hold `test`, which must fail for all after the first failure. */
export function countLeading<T>(
  list: { readonly length: number; at(index: number): T | undefined },
  test: (item: T) => boolean,
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(list.at(middle) as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

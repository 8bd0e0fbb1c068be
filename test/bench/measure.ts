/** Numbers from repeated measurements. Times are milliseconds. */

/** The value below which this part of all values lies, from 0 to 1; between two of them in proportion. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * part;
  const [lower, upper] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
  return lower + (upper - lower) * (place % 1);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** How far the middle half of the values lies apart, as a part of the median. */
export const spread = (values: readonly number[]): number =>
  (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);

/** MB/s, where 1 MB is 10^6 bytes. */
export const throughput = (bytes: number, milliseconds: number): number => bytes / 1000 / milliseconds;

/**
 * The exponent k for which `time = c * size^k` fits best: the slope of the straight line through the logarithms, by
 * least squares. 1 is linear, 2 quadratic.
 */
export function exponent(points: readonly (readonly [size: number, time: number])[]): number {
  const logs = points.map(([size, time]) => [Math.log(size), Math.log(time)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, log) => sum + log[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0);
  return covariance / logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0);
}

/** Runs it at least once, and until `milliseconds` have passed. Gives the time of each run. */
export function timesOf(run: () => void, milliseconds: number): number[] {
  const times: number[] = [];
  const until = performance.now() + milliseconds;
  do {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  } while (performance.now() < until);
  return times;
}

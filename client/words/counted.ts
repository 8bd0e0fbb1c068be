/** A number with the noun that it counts: `1 byte`, `2 bytes`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

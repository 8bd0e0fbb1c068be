/** Without what is there but undefined, as `exactOptionalPropertyTypes` would have it. */
export const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

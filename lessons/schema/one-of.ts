/**
 * A choice written as an object with exactly one of several keys: `{ wait: 400 }`. Unlike a plain union, an error
 * inside the chosen alternative keeps its own path.
 */
import * as z from 'zod';

type OneOf<S extends Record<string, z.ZodType>> = { [K in keyof S]: { [P in K]: z.infer<S[P]> } }[keyof S];

export function oneOf<S extends Record<string, z.ZodType>>(what: string, shape: S): z.ZodType<OneOf<S>> {
  const names = Object.keys(shape);
  return z
    .strictObject(Object.fromEntries(names.map((name) => [name, (shape[name] as z.ZodType).optional()])), {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}: ${what} is one of ${names.join(', ')}`
          : `${what} is one of ${names.join(', ')}`,
    })
    .refine((value) => Object.keys(value).length === 1, {
      error: `${what} has exactly one of ${names.join(', ')}`,
    }) as unknown as z.ZodType<OneOf<S>>;
}

/**
 * One of several kinds of object, told by a key that the others do not have. It is judged by that kind alone, so that an
 * error keeps its own path.
 */
export function oneKindOf<S extends Record<string, z.ZodType>>(
  what: string,
  kinds: S,
): z.ZodType<z.infer<S[keyof S]>> {
  const names = Object.keys(kinds);
  return z.record(z.string(), z.unknown()).transform((value, context) => {
    const [kind, ...more] = names.filter((name) => Object.hasOwn(value, name));
    if (kind === undefined || more.length > 0) {
      context.addIssue(`${what} has exactly one of ${names.join(', ')}`);
      return z.NEVER;
    }
    const outcome = (kinds[kind] as z.ZodType<z.infer<S[keyof S]>>).safeParse(value);
    if (outcome.success) return outcome.data;
    context.issues.push(...outcome.error.issues.map((issue) => ({ ...issue, input: undefined })));
    return z.NEVER;
  });
}

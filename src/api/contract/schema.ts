import { z } from 'zod';

/** Gives a schema the name under which the OpenAPI document and the page's types know it. */
export function named<S extends z.ZodType>(id: string, description: string, schema: S): S {
  return schema.meta({ id, description });
}

/** A short text that a person or a tool sends, such as a name. */
export const shortText = z.string().max(512);

/** A moment, as RFC 3339 in UTC. */
export const time = z.string().meta({ description: 'A moment, as RFC 3339 in UTC' });

/** A number of things. */
export const count = z.int().nonnegative();

/** A switch in a query: `true` or `false`. */
export const querySwitch = z.enum(['true', 'false']).transform((value) => value === 'true');

/** A whole number in a query, between two bounds. */
export function queryNumber(min: number, max: number): z.ZodType<number, string> {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text), 'a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ type: 'integer', minimum: min, maximum: max });
}

/** Several words in a query, with commas between them. */
export const queryWords = z
  .string()
  .max(2_000)
  .transform((text) =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  );

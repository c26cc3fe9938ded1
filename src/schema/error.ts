import { SlipwayError } from '../base/index.ts';

/** Why a schema or a value could not be worked on: `too-deep` where either nests more than 256 levels. */
export class SchemaError extends SlipwayError<'too-deep'> {}

/** How deep values and schemas may nest. etcd's and kubectl's objects stay below 30. */
const maxDepth = 256;

/** Raises `too-deep` where `depth` is beyond the limit. */
export function checkDepth(depth: number, place: string): void {
  if (depth <= maxDepth) return;
  throw new SchemaError('too-deep', `${place} nests deeper than ${maxDepth} levels; make it flatter`);
}

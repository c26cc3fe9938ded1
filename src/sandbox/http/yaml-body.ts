import { load } from 'js-yaml';
import type { Json } from '../../base/index.ts';
import { DecodeError } from '../decoding/typed-codec.ts';

/** Parses a YAML body into JSON values. Throws DecodeError. */
export function parseYamlBody(text: string): { readonly value: Json; readonly duplicates: readonly string[] } {
  try {
    return { value: load(text) as Json, duplicates: [] };
  } catch (error) {
    throw new DecodeError(`error converting YAML to JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

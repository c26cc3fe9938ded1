import type { GoObject } from '../../gotemplate/index.ts';

/** What an object of Go says of itself in JSON (json.Marshaler): put into `native` by those who make it. */
export interface JsonText {
  /** The string that stands for it, without quotes. */
  jsonText(): string;
}

/** The string that stands for an object; undefined where its fields do. */
export function jsonTextOf(object: GoObject): string | undefined {
  return isJsonText(object.native) ? object.native.jsonText() : undefined;
}

function isJsonText(native: unknown): native is JsonText {
  return typeof native === 'object' && native !== null && 'jsonText' in native && typeof native.jsonText === 'function';
}

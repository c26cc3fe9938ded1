import { GoFailure, type GoFunction } from '../../gotemplate/index.ts';
import type { SprigOptions } from '../context.ts';
import { any, declare, string } from '../declare/index.ts';
import { decodeJson } from './decode.ts';
import { encodeJson, type JsonStyle } from './encode.ts';

/** JSON in and out (sprig 3.3.0, defaults.go). `mustX` fails where `X` gives an empty text, or what it has read. */
export function jsonFunctions({ budget }: SprigOptions): Readonly<Record<string, GoFunction>> {
  const encoding = (style: JsonStyle): GoFunction => declare([any], (value) => encodeJson(value, style, budget));
  const compact = encoding({ escapesHtml: true, isPretty: false });
  const pretty = encoding({ escapesHtml: true, isPretty: true });
  const raw = encoding({ escapesHtml: false, isPretty: false });
  return {
    toJson: withoutFailure(compact),
    mustToJson: compact,
    toPrettyJson: withoutFailure(pretty),
    mustToPrettyJson: pretty,
    toRawJson: raw,
    mustToRawJson: raw,
    fromJson: declare([string], (text) => decodeJson(text, budget).value),
    mustFromJson: declare([string], (text) => {
      const { value, error } = decodeJson(text, budget);
      if (error !== undefined) throw error;
      return value;
    }),
  };
}

/** The function with an empty text for what it fails at. */
function withoutFailure(called: GoFunction): GoFunction {
  return {
    params: called.params,
    call(args, caller) {
      try {
        return called.call(args, caller);
      } catch (error) {
        if (error instanceof GoFailure) return '';
        throw error;
      }
    },
  };
}

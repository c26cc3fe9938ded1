import type { YamlProfile } from '../value.ts';
import { numberOf, pointFloatOf } from './number.ts';
import { timestampText } from './timestamp.ts';

/** A scalar with the tag that go-yaml resolves it to. A timestamp's value is its JSON text. */
export interface Resolved {
  readonly tag: 'null' | 'bool' | 'int' | 'float' | 'str' | 'timestamp';
  readonly value: null | boolean | number | bigint | string;
}

const NONE = 0;
const WORD = 1;
const POINT = 2;
const DIGIT = 3;

/** What a plain scalar may be, by its first character; most text is decided by this alone. */
const HINTS = new Uint8Array(128);
for (const letter of 'yYnNtTfFoO~') HINTS[letter.charCodeAt(0)] = WORD;
for (const digit of '+-0123456789') HINTS[digit.charCodeAt(0)] = DIGIT;
HINTS['.'.charCodeAt(0)] = POINT;

const NULL: Resolved = { tag: 'null', value: null };
const WORDS = new Map<string, Resolved>();
const YAML11_BOOLEANS = new Map<string, Resolved>();
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, NULL);
for (const word of ['true', 'True', 'TRUE']) WORDS.set(word, { tag: 'bool', value: true });
for (const word of ['false', 'False', 'FALSE']) WORDS.set(word, { tag: 'bool', value: false });
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']) {
  YAML11_BOOLEANS.set(word, { tag: 'bool', value: true });
}
for (const word of ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']) {
  YAML11_BOOLEANS.set(word, { tag: 'bool', value: false });
}
for (const word of ['.nan', '.NaN', '.NAN']) WORDS.set(word, { tag: 'float', value: NaN });
for (const word of ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']) {
  WORDS.set(word, { tag: 'float', value: Infinity });
}
for (const word of ['-.inf', '-.Inf', '-.INF']) WORDS.set(word, { tag: 'float', value: -Infinity });

/** Whether a plain scalar that starts with this character (NaN where it is empty) is text whatever follows. */
export function isTextByFirst(code: number): boolean {
  return code > 127 || HINTS[code] === NONE;
}

/**
 * What a plain scalar means: go-yaml v2.4.3 and v3.0.4 `resolve`. The profiles differ in YAML 1.1 booleans only, and in what a
 * timestamp becomes: `go2` readers keep its text (sigs.k8s.io/yaml decodes into `interface{}`), `go3` its JSON form.
 */
export function resolvePlain(text: string, profile: YamlProfile): Resolved {
  const resolved = resolveImplicit(text, profile, true);
  return resolved.tag === 'timestamp' && profile === 'go2' ? { tag: 'timestamp', value: text } : resolved;
}

/** Whether go-yaml v2 would read `text`, written plainly, as the string that it is (and not YAML 1.1's base 60 number either). */
export function isPlainText(text: string): boolean {
  if (text !== '' && isTextByFirst(text.charCodeAt(0))) return true;
  return resolveImplicit(text, 'go2', true).tag === 'str' && !BASE_60.test(text);
}

/** YAML 1.1's numbers to the base 60, which go-yaml quotes although it reads them as text. */
export const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether YAML 1.1 reads `text` as a boolean and YAML 1.2 does not (`yes`, `off`). */
export function isOldBoolean(text: string): boolean {
  return YAML11_BOOLEANS.has(text);
}

/**
 * What a scalar under an explicit tag means; `tag` is the short name behind `tag:yaml.org,2002:` and one of `int`, `float`, `bool`,
 * `null`, `timestamp`. Undefined where the text is not of that type. An `int` is taken for a `float`.
 */
export function resolveTagged(tag: string, text: string, profile: YamlProfile): Resolved | undefined {
  const resolved = resolveImplicit(text, profile, tag === 'timestamp');
  if (tag === 'float' && resolved.tag === 'int') return { tag: 'float', value: Number(resolved.value) };
  if (resolved.tag !== tag) return undefined;
  return tag === 'timestamp' && profile === 'go2' ? { tag, value: text } : resolved;
}

function resolveImplicit(text: string, profile: YamlProfile, timestamps: boolean): Resolved {
  if (text === '') return NULL;
  const first = text.charCodeAt(0);
  const hint = first > 127 ? NONE : HINTS[first];
  if (hint === NONE) return { tag: 'str', value: text };
  if (text.length <= 5) {
    const word = WORDS.get(text) ?? (profile === 'go2' ? YAML11_BOOLEANS.get(text) : undefined);
    if (word !== undefined) return word;
  }
  if (hint === POINT) {
    const value = pointFloatOf(text);
    if (value !== undefined) return { tag: 'float', value };
  } else if (hint === DIGIT) {
    if (timestamps && text.charCodeAt(4) === 45) {
      const value = timestampText(text);
      if (value !== undefined) return { tag: 'timestamp', value };
    }
    const number = numberOf(text, profile === 'go3');
    if (number !== undefined) return number;
  }
  return { tag: 'str', value: text };
}

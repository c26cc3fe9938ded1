import { CHOMPING_MODE, type DocumentDirective, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

import { goFloat32Text, isTextByFirst, type Resolved, resolvePlain, resolveTagged } from '../scalar/index.ts';
import type { YamlProfile } from '../value.ts';
import { binaryText } from './binary.ts';
import { shown } from '../fault.ts';
import { kyamlFolding } from './kyaml-folding.ts';
import { hasSeparators, separatedText } from '../text/index.ts';

/** A scalar with the tag that go-yaml gives it. */
export type TypedScalar = Resolved;

const YAML_TAGS = 'tag:yaml.org,2002:';

/** How scalars are read. */
export interface ScalarOptions {
  readonly profile: YamlProfile;
  /** Whether the events are of a text that was changed in place (`repair.ts`, `separators.ts`). */
  readonly repaired: boolean;
  readonly foldedScalars: 'kept' | 'kyaml';
}

/** Reads the scalars of one stretch of text: what js-yaml's events point at, typed as Go types it. */
export class ScalarSource {
  readonly profile: YamlProfile;
  /** Where the stretch starts in the whole text. */
  readonly base: number;
  /** `%TAG` handles of the document that is being read. */
  directives: readonly DocumentDirective[] = [];
  readonly #text: string;
  readonly #repaired: boolean;
  readonly #hasSeparators: boolean;
  readonly #kyaml: boolean;

  constructor(text: string, base: number, options: ScalarOptions) {
    const { profile, repaired } = options;
    this.#kyaml = options.foldedScalars === 'kyaml';
    this.#text = text;
    this.base = base;
    this.profile = profile;
    this.#repaired = repaired;
    this.#hasSeparators = hasSeparators(text);
  }

  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }

  /** Whether the whole text goes on with `prefix` at `offset`. */
  startsWith(prefix: string, offset: number): boolean {
    return this.#text.startsWith(prefix, offset - this.base);
  }

  /** The text of an untagged scalar that is a string whatever the profile, else undefined. The hot path. */
  textIfString(event: ScalarEvent): string | undefined {
    if (event.style === SCALAR_STYLE.PLAIN) {
      if (event.valueStart === -1 || !isTextByFirst(this.#text.charCodeAt(event.valueStart))) return undefined;
    }
    return this.#decode(event);
  }

  /** Whether the event is the key `<<` that merges: plain, or tagged `!!merge`. */
  isMergeKey(event: ScalarEvent): boolean {
    if (event.valueEnd - event.valueStart !== 2 || this.#text.charCodeAt(event.valueStart) !== 60) return false;
    if (this.#text.charCodeAt(event.valueStart + 1) !== 60) return false;
    return event.tagStart === -1 ? event.style === SCALAR_STYLE.PLAIN : this.#tag(event) === `${YAML_TAGS}merge`;
  }

  /** The name of the alias that a repaired text shows as a plain key (`repair.ts`), else undefined. */
  aliasName(event: ScalarEvent): string | undefined {
    if (!this.#repaired || event.style !== SCALAR_STYLE.PLAIN || event.valueStart === -1) return undefined;
    return this.#text[event.valueStart] === '*' ? this.#text.slice(event.valueStart + 1, event.valueEnd) : undefined;
  }

  /** Whether it is a block scalar whose header says how deep it is indented. At the root libyaml counts that from 0, YAML 1.2 from -1. */
  isHintedBlock(event: ScalarEvent): boolean {
    if (event.style !== SCALAR_STYLE.LITERAL_BLOCK && event.style !== SCALAR_STYLE.FOLDED_BLOCK) return false;
    const lineStart = this.#text.lastIndexOf('\n', event.valueStart - 2) + 1;
    return /[|>][-+]?[1-9][-+]?\s*(?:#.*)?$/.test(this.#text.slice(lineStart, event.valueStart).trimEnd());
  }

  /** The scalar's value by its tag, its style and the profile; `message` where the text does not fit the tag. */
  typed(event: ScalarEvent): TypedScalar | { readonly message: string } {
    const text = this.#decode(event);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const tag = event.tagStart === -1 ? undefined : this.#tag(event);
    if (tag === undefined || (tag === '!' && this.profile === 'go3')) {
      return plain ? resolvePlain(text, this.profile) : { tag: 'str', value: text };
    }
    const name = tag.startsWith(YAML_TAGS) ? tag.slice(YAML_TAGS.length) : '';
    switch (name) {
      case 'int':
      case 'float':
      case 'bool':
      case 'null':
      case 'timestamp':
        return (
          resolveTagged(name, text, this.profile) ?? { message: `"${shown(text)}" is not what its tag !!${name} says` }
        );
      case 'binary': {
        const value = binaryText(text);
        return value === undefined ? { message: 'what stands under !!binary is not base64' } : { tag: 'str', value };
      }
      default:
        return { tag: 'str', value: text };
    }
  }

  #decode(event: ScalarEvent): string {
    const value = this.#decodeWritten(event);
    return this.#kyaml && event.style === SCALAR_STYLE.FOLDED_BLOCK ? kyamlFolding(value) : value;
  }

  #decodeWritten(event: ScalarEvent): string {
    if (this.#hasSeparators && event.valueStart !== -1) return this.#decodeSeparated(event);
    if (event.fast && !this.#repaired) return this.#text.slice(event.valueStart, event.valueEnd);
    if (this.#repaired && event.valueStart !== -1) return this.#decodeRepaired(event);
    const value = getScalarValue(this.#text, event);
    return this.#endsOpen(event) ? value.slice(0, -1) : value;
  }

  /** Whether a block scalar ends with the text, without a line break: Go then gives it none, where YAML 1.2 and js-yaml add one. */
  #endsOpen(event: ScalarEvent): boolean {
    if (event.valueEnd !== this.#text.length || event.valueStart === event.valueEnd) return false;
    if (event.style !== SCALAR_STYLE.LITERAL_BLOCK && event.style !== SCALAR_STYLE.FOLDED_BLOCK) return false;
    const last = this.#text.charCodeAt(event.valueEnd - 1);
    return last !== 10 && last !== 13 && event.chomping !== CHOMPING_MODE.STRIP;
  }

  #decodeSeparated(event: ScalarEvent): string {
    const raw = this.#text.slice(event.valueStart, event.valueEnd);
    return hasSeparators(raw) ? separatedText(raw, event) : this.#decodeRepaired(event);
  }

  #decodeRepaired(event: ScalarEvent): string {
    const raw = this.#text.slice(event.valueStart, event.valueEnd);
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && raw.includes("\\'")) {
      const text = raw.replace(/\\([^])/g, (escape, next: string) => (next === "'" ? "'" : escape));
      return getScalarValue(text, { ...event, valueStart: 0, valueEnd: text.length, fast: false });
    }
    const value = getScalarValue(this.#text, event.fast && /[\r\n]/.test(raw) ? { ...event, fast: false } : event);
    return this.#endsOpen(event) ? value.slice(0, -1) : value;
  }

  /** The tag in full: `!!str` → `tag:yaml.org,2002:str`; a local one as it stands. */
  #tag(event: ScalarEvent): string {
    const raw = this.#text.slice(event.tagStart, event.tagEnd);
    if (raw.startsWith('!<')) return raw.slice(2, -1);
    const handle = /^!(?:[0-9A-Za-z-]*!)?/.exec(raw)?.[0] ?? '';
    const declared = this.directives.find((directive) => directive.kind === 'tag' && directive.handle === handle);
    if (declared?.kind === 'tag') return declared.prefix + raw.slice(handle.length);
    return handle === '!!' ? YAML_TAGS + raw.slice(2) : raw;
  }
}

/**
 * What a scalar becomes as a key. sigs.k8s.io/yaml (`go2`) turns numbers and booleans into text, floats with the digits of 32 bits, and
 * refuses null and what only an unsigned 64-bit number holds; go-yaml v3's map with other keys than strings cannot become JSON.
 */
export function keyText(typed: TypedScalar, go2: boolean): string | undefined {
  const { tag, value } = typed;
  if (tag === 'str') return String(value);
  if (!go2 || value === null) return undefined;
  if (typeof value === 'bigint') return value < 2n ** 63n ? value.toString() : undefined;
  return tag === 'float' ? goFloat32Text(Number(value)) : String(value);
}

import { type AliasEvent, COLLECTION_STYLE, type Event, EVENT_ID, type ScalarEvent } from 'js-yaml';

import { formatProblem } from '../../base/index.ts';
import { DocumentRefused } from '../fault.ts';
import { defaultYamlLimits, keyText, type ParsedStretch, parseStretch, ScalarSource } from '../read/index.ts';
import { LineIndex, stretches } from '../text/index.ts';
import type { YamlProfile } from '../value.ts';
import { YamlEditError } from './error.ts';

/** A scalar, or an alias in its place, as the text has it. Offsets of `event` and `keyEnd` count from `base`. */
export interface ScalarPlace {
  readonly event: ScalarEvent | AliasEvent;
  /** The stretch of text that holds its document. */
  readonly text: string;
  /** Where the stretch starts in the whole text. */
  readonly base: number;
  /** Whether it stands between brackets. */
  readonly inFlow: boolean;
  /** The end of its key's text, or -1 where it has none. */
  readonly keyEnd: number;
  /** How far the lines of a block in its place must be indented at least. */
  readonly indent: number;
}

type Path = readonly (string | number)[];

/** Finds the scalar at `path` in document `index` of the stream, without going through aliases and merges. Throws YamlEditError. */
export function locateScalar(text: string, index: number, path: Path, profile: YamlProfile): ScalarPlace {
  let before = 0;
  for (const { start, end, content, marked } of stretches(text)) {
    if (content === -1) {
      before += marked ? 1 : 0;
      continue;
    }
    const parsed = parse(text, start, end);
    if (typeof parsed === 'string') {
      if (before === index) throw new YamlEditError('unreadable', parsed);
      before += 1;
      continue;
    }
    for (let at = 0; at < parsed.events.length; at = skip(parsed.events, at)) {
      if (before === index) return new Walk(parsed, start, profile).to(at + 1, path);
      before += 1;
    }
  }
  throw new YamlEditError('not-found', `the text has no document ${index}`);
}

/** The stretch's events, or what is wrong with it. */
function parse(text: string, start: number, end: number): ParsedStretch | string {
  try {
    return parseStretch(text, start, end, defaultYamlLimits.maxDepth);
  } catch (thrown) {
    if (!(thrown instanceof DocumentRefused)) throw thrown;
    const { message, offset } = thrown.fault;
    return formatProblem({ code: 'yaml-syntax', message, ...new LineIndex(text).at(offset) });
  }
}

class Walk {
  readonly #parsed: ParsedStretch;
  readonly #base: number;
  readonly #source: ScalarSource;

  constructor(parsed: ParsedStretch, base: number, profile: YamlProfile) {
    this.#parsed = parsed;
    this.#base = base;
    this.#source = new ScalarSource(parsed.text, 0, { profile, repaired: parsed.repaired, foldedScalars: 'kept' });
  }

  to(root: number, path: Path): ScalarPlace {
    const { events, text } = this.#parsed;
    let at = root;
    let inFlow = false;
    let keyEnd = -1;
    let indent = 0;
    for (const [depth, step] of path.entries()) {
      const event = events[at];
      const shown = path.slice(0, depth + 1).join('.');
      if (event?.type === EVENT_ID.ALIAS) {
        throw new YamlEditError('aliased', `${shown} comes from an alias; edit what it names`, { object: shown });
      }
      const child = typeof step === 'number' ? this.#item(at, step) : this.#member(at, step);
      if (child === undefined)
        throw new YamlEditError('not-found', `there is no ${shown} in the document`, { object: shown });
      if (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) {
        inFlow ||= event.style === COLLECTION_STYLE.FLOW;
        indent = this.#column(event.start) + 1;
      }
      at = child;
      const key = events[at - 1];
      keyEnd = typeof step === 'string' && key?.type === EVENT_ID.SCALAR ? key.valueEnd : -1;
    }
    const event = events[at];
    if (event?.type !== EVENT_ID.SCALAR && event?.type !== EVENT_ID.ALIAS) {
      throw new YamlEditError('not-scalar', `${path.join('.')} is a map or list`, { object: path.join('.') });
    }
    return { event, text, base: this.#base, inFlow, keyEnd, indent };
  }

  #item(list: number, index: number): number | undefined {
    const { events } = this.#parsed;
    if (events[list]?.type !== EVENT_ID.SEQUENCE) return undefined;
    let at = list + 1;
    for (let left = index; events[at]?.type !== EVENT_ID.POP; left -= 1) {
      if (left === 0) return at;
      at = skip(events, at);
    }
    return undefined;
  }

  /** Of two members of one name the last, which counts. */
  #member(map: number, name: string): number | undefined {
    const { events } = this.#parsed;
    if (events[map]?.type !== EVENT_ID.MAPPING) return undefined;
    let found: number | undefined;
    for (let at = map + 1; events[at]?.type !== EVENT_ID.POP; at = skip(events, at)) {
      const key = events[at];
      at = skip(events, at);
      if (key?.type === EVENT_ID.SCALAR && this.#name(key) === name) found = at;
    }
    return found;
  }

  #name(key: ScalarEvent): string | undefined {
    const typed = this.#source.typed(key);
    return 'message' in typed ? undefined : keyText(typed, this.#source.profile === 'go2');
  }

  #column(offset: number): number {
    return offset - (this.#parsed.text.lastIndexOf('\n', offset - 1) + 1);
  }
}

/** The index behind the node, or document, at `at`. */
function skip(events: readonly Event[], at: number): number {
  let open = 0;
  let next = at;
  do {
    const type = events[next]?.type;
    next += 1;
    if (type === EVENT_ID.POP) open -= 1;
    else if (type !== EVENT_ID.SCALAR && type !== EVENT_ID.ALIAS) open += 1;
  } while (open > 0 && next < events.length);
  return next;
}

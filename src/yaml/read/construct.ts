import {
  type AliasEvent,
  COLLECTION_STYLE,
  type Event,
  EVENT_ID,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';

import type { YamlValue } from '../value.ts';
import { type Anchor, Anchors } from './anchors.ts';
import { type Budget, checkDepth, DocumentRefused, type Fault, shown, spend, type YamlProblemCode } from '../fault.ts';
import { MapMerger } from './map-merger.ts';
import { cloneValue, hasMember, setMember } from './members.ts';
import { markBlock, NO_PLACE, type NodeTable } from './node-table.ts';
import { keyText, type ScalarSource, type TypedScalar } from './scalar-source.ts';

/** A document as it was built: its value and the table's node for it, or what was wrong with it. */
export interface Built {
  readonly value: YamlValue;
  readonly root: number;
  /** Empty where `value` holds. */
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** What building needs besides the events. */
export interface Construction {
  readonly source: ScalarSource;
  readonly table: NodeTable;
  readonly budget: Budget;
  /** What a key that stands twice means. */
  readonly duplicateKeys: 'last' | 'first' | 'error';
}

/** Builds the documents of one stretch from js-yaml's events, in Go's types, and enters every node's place in the table. */
export class Builder {
  readonly #events: Event[];
  readonly #source: ScalarSource;
  readonly #table: NodeTable;
  readonly #budget: Budget;
  readonly #duplicateKeys: Construction['duplicateKeys'];
  readonly #go2: boolean;
  #next = 0;
  #deepest = 0;
  #anchors = new Anchors();
  #faults: Fault[] = [];
  #warnings: Fault[] = [];

  constructor(events: Event[], construction: Construction) {
    this.#events = events;
    this.#source = construction.source;
    this.#table = construction.table;
    this.#budget = construction.budget;
    this.#duplicateKeys = construction.duplicateKeys;
    this.#go2 = construction.source.profile === 'go2';
  }

  /** The next document, or undefined behind the last. Throws DocumentRefused where a limit is reached or an alias leads nowhere. */
  next(): Built | undefined {
    const event = this.#events[this.#next];
    if (event?.type !== EVENT_ID.DOCUMENT) return undefined;
    this.#next += 1;
    this.#anchors = new Anchors();
    this.#faults = [];
    this.#warnings = [];
    this.#source.directives = event.directives;
    const root = this.#table.size;
    const first = this.#events[this.#next];
    if (first?.type === EVENT_ID.SCALAR && this.#source.isHintedBlock(first)) {
      this.#events[this.#next] = { ...first, indent: first.indent + 1 };
    }
    const value = this.#node(0, NO_PLACE, undefined);
    this.#next += 1;
    return { value, root, faults: this.#faults, warnings: this.#warnings };
  }

  #node(depth: number, keyStart: number, name: string | undefined): YamlValue {
    const event = this.#events[this.#next];
    this.#next += 1;
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event, keyStart, name);
      case EVENT_ID.MAPPING:
        return this.#mapping(event, depth, keyStart, name);
      case EVENT_ID.SEQUENCE:
        return this.#sequence(event, depth, keyStart, name);
      case EVENT_ID.ALIAS:
        return this.#alias(event, depth, keyStart, name);
      default:
        throw new TypeError('js-yaml gave events that do not nest');
    }
  }

  #scalar(event: ScalarEvent, keyStart: number, name: string | undefined): YamlValue {
    const start = this.#placeOf(event);
    const node = this.#table.add(start, keyStart, name);
    spend(this.#budget, 1, start < 0 ? keyStart : start);
    const text = event.tagStart === -1 ? this.#source.textIfString(event) : undefined;
    if (text !== undefined && event.anchorStart === -1) return text;
    const typed = text === undefined ? this.#typed(event, start) : ({ tag: 'str', value: text } as const);
    if (event.anchorStart !== -1) {
      this.#anchors.set(this.#source.slice(event.anchorStart, event.anchorEnd), {
        node,
        value: typed.value,
        scalar: typed,
        isMap: false,
        nodes: 1,
        height: 0,
        open: false,
      });
    }
    if (typed.tag === 'float' && !Number.isFinite(typed.value)) {
      this.#fault(
        'yaml-number',
        'infinity and "not a number" cannot be passed on as JSON; write a number or quote it',
        start,
      );
    }
    return typed.value;
  }

  #typed(event: ScalarEvent, start: number): TypedScalar {
    const typed = this.#source.typed(event);
    if (!('message' in typed)) return typed;
    this.#fault('yaml-tag', typed.message, start);
    return { tag: 'str', value: '' };
  }

  #sequence(event: SequenceEvent, depth: number, keyStart: number, name: string | undefined): YamlValue {
    const node = this.#open(event, depth, keyStart, name);
    const anchor = this.#openAnchor(event, node, depth);
    const items: YamlValue[] = [];
    for (let item = this.#events[this.#next]; item?.type !== EVENT_ID.POP; item = this.#events[this.#next]) {
      items.push(this.#pairOfText(item) ?? this.#node(depth + 1, NO_PLACE, undefined));
    }
    this.#next += 1;
    this.#table.close(node);
    if (anchor !== undefined) this.#closeAnchor(anchor, items, depth);
    return items;
  }

  #mapping(event: MappingEvent, depth: number, keyStart: number, name: string | undefined): YamlValue {
    const node = this.#open(event, depth, keyStart, name);
    const anchor = this.#openAnchor(event, node, depth);
    const members: { [key: string]: YamlValue } = {};
    let merger: MapMerger | undefined;
    for (let key = this.#events[this.#next]; key?.type !== EVENT_ID.POP; key = this.#events[this.#next]) {
      const keyAt = this.#nodeStart(key);
      if (key?.type === EVENT_ID.SCALAR && this.#source.isMergeKey(key)) {
        merger ??= new MapMerger(this.#go2);
        this.#merge(members, merger, depth, keyAt);
        continue;
      }
      const colon = event.style === COLLECTION_STYLE.FLOW && this.#endsInColon(key, this.#events[this.#next + 1]);
      const text = this.#key(key, depth, keyAt) + (colon ? ':' : '');
      const duplicate = hasMember(members, text) && merger?.isMerged(text) !== true;
      const isPassedOver = duplicate && this.#duplicateKeys === 'first';
      const value = this.#node(depth + 1, keyAt, isPassedOver ? undefined : text);
      if (duplicate) this.#duplicate(text, keyAt);
      if (isPassedOver) {
        this.#table.repeat(node, keyAt);
        continue;
      }
      merger?.own(text);
      setMember(members, text, value);
    }
    this.#next += 1;
    this.#table.close(node);
    merger?.finish(members);
    if (anchor !== undefined) this.#closeAnchor(anchor, members, depth);
    return members;
  }

  /**
   * The text of `[http://x:]`: js-yaml takes the colon before a bracket or comma for a map of one key, libyaml for a part of the text. Only
   * with nothing behind the colon; `[a:[b]]`, which libyaml refuses, stays a map.
   */
  #pairOfText(item: Event | undefined): string | undefined {
    if (item?.type !== EVENT_ID.MAPPING || item.style !== COLLECTION_STYLE.FLOW) return undefined;
    const key = this.#events[this.#next + 1];
    if (key?.type !== EVENT_ID.SCALAR || key.valueStart !== item.start) return undefined;
    if (!this.#endsInColon(key, this.#events[this.#next + 2])) return undefined;
    this.#table.add(this.#placeOf(key), NO_PLACE, undefined);
    spend(this.#budget, 1, this.#source.base + item.start);
    this.#next += 4;
    return this.#source.slice(key.valueStart, key.valueEnd + 1);
  }

  /** Whether the colon behind a plain key in brackets belongs to its text, as libyaml has it: `{a:}` has the key `a:`. */
  #endsInColon(key: Event | undefined, value: Event | undefined): boolean {
    if (key?.type !== EVENT_ID.SCALAR || key.style !== SCALAR_STYLE.PLAIN || !key.fast || key.tagStart !== -1)
      return false;
    if (value?.type !== EVENT_ID.SCALAR || value.valueStart !== -1 || value.tagStart !== -1) return false;
    return value.anchorStart === -1 && /^:[,[\]{}]/.test(this.#source.slice(key.valueEnd, key.valueEnd + 2));
  }

  /** Reads a key and gives it as text; a key that cannot be one is a fault, and reading goes on. */
  #key(event: Event | undefined, depth: number, start: number): string {
    this.#next += 1;
    const alias = event === undefined ? undefined : this.#aliasName(event);
    if (alias !== undefined) {
      const { scalar } = this.#target(alias, start);
      if (scalar !== undefined) return this.#keyText(scalar, start);
    } else if (event?.type === EVENT_ID.SCALAR) {
      if (event.anchorStart === -1 && event.tagStart === -1) {
        const text = this.#source.textIfString(event);
        if (text !== undefined) return text;
      }
      const typed = this.#typed(event, start);
      if (event.anchorStart !== -1) {
        const name = this.#source.slice(event.anchorStart, event.anchorEnd);
        const node = this.#table.size;
        this.#anchors.set(name, {
          node,
          value: typed.value,
          scalar: typed,
          isMap: false,
          nodes: 1,
          height: 0,
          open: false,
        });
      }
      return this.#keyText(typed, start);
    } else {
      this.#next -= 1;
      this.#node(depth + 1, NO_PLACE, undefined);
    }
    const template = this.#source.startsWith('{{', start) || this.#source.startsWith('{{', start - 1);
    const hint = template ? 'this looks like a template that was not rendered' : 'quote it, or write a string';
    this.#fault('yaml-key', `a map or list cannot be a key; ${hint}`, start);
    return '';
  }

  #keyText(typed: TypedScalar, start: number): string {
    const text = keyText(typed, this.#go2);
    if (text !== undefined) return text;
    const named = typed.value === null ? 'an empty key' : `the key ${shown(String(typed.value))}`;
    this.#fault('yaml-key', `${named} is not a string; quote it`, start);
    return String(typed.value);
  }

  #merge(members: { [key: string]: YamlValue }, merger: MapMerger, depth: number, keyAt: number): void {
    this.#next += 1;
    const node = this.#table.size;
    const event = this.#events[this.#next];
    const value = this.#node(depth + 1, keyAt, undefined);
    this.#table.merge(node);
    if (merger.count > 0 && !this.#go2) this.#duplicate('<<', keyAt);
    if (!merger.merge(members, value)) {
      const start = event === undefined ? keyAt : this.#nodeStart(event);
      this.#fault('yaml-merge', 'what `<<` merges must be a map or a list of maps', start);
    }
  }

  #alias(event: AliasEvent, depth: number, keyStart: number, name: string | undefined): YamlValue {
    const start = this.#nodeStart(event);
    const target = this.#target(this.#source.slice(event.anchorStart, event.anchorEnd), start);
    const node = this.#table.add(start, keyStart, name);
    this.#table.alias(node, target.node);
    spend(this.#budget, target.nodes, start);
    if (target.height > 0) {
      checkDepth(this.#budget, depth + target.height, start);
      this.#deepest = Math.max(this.#deepest, depth + target.height);
    }
    return cloneValue(target.value);
  }

  #aliasName(event: Event): string | undefined {
    if (event.type === EVENT_ID.ALIAS) return this.#source.slice(event.anchorStart, event.anchorEnd);
    return event.type === EVENT_ID.SCALAR ? this.#source.aliasName(event) : undefined;
  }

  #target(name: string, start: number): Anchor {
    const target = this.#anchors.get(name);
    if (target !== undefined && !target.open) return target;
    const message =
      target === undefined
        ? `there is no anchor &${shown(name)} before this alias`
        : `the alias *${shown(name)} stands inside of what its anchor names`;
    throw new DocumentRefused({ code: 'yaml-alias', message, offset: start });
  }

  #open(event: MappingEvent | SequenceEvent, depth: number, keyStart: number, name: string | undefined): number {
    const start = this.#source.base + event.start;
    spend(this.#budget, 1, start);
    checkDepth(this.#budget, depth + 1, start);
    if (depth + 1 > this.#deepest) this.#deepest = depth + 1;
    return this.#table.add(start, keyStart, name);
  }

  #openAnchor(event: MappingEvent | SequenceEvent, node: number, depth: number): OpenAnchor | undefined {
    if (event.anchorStart === -1) return undefined;
    const isMap = event.type === EVENT_ID.MAPPING;
    const anchor: Anchor = { node, value: null, isMap, nodes: 0, height: 0, open: true };
    this.#anchors.set(this.#source.slice(event.anchorStart, event.anchorEnd), anchor);
    const opened = { anchor, nodesBefore: this.#budget.nodes - 1, deepestBefore: this.#deepest };
    this.#deepest = depth + 1;
    return opened;
  }

  #closeAnchor({ anchor, nodesBefore, deepestBefore }: OpenAnchor, value: YamlValue, depth: number): void {
    anchor.value = value;
    anchor.nodes = this.#budget.nodes - nodesBefore;
    anchor.height = this.#deepest - depth;
    anchor.open = false;
    this.#deepest = Math.max(this.#deepest, deepestBefore);
  }

  #placeOf(event: ScalarEvent): number {
    const { base } = this.#source;
    if (event.valueStart === -1) {
      if (event.tagStart !== -1) return base + event.tagStart;
      return event.anchorStart === -1 ? NO_PLACE : base + event.anchorStart - 1;
    }
    switch (event.style) {
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return base + event.valueStart - 1;
      case SCALAR_STYLE.LITERAL_BLOCK:
      case SCALAR_STYLE.FOLDED_BLOCK:
        return markBlock(base + event.valueStart);
      default:
        return base + event.valueStart;
    }
  }

  #nodeStart(event: Event | undefined): number {
    const { base } = this.#source;
    switch (event?.type) {
      case EVENT_ID.SCALAR: {
        const place = this.#placeOf(event);
        return place < NO_PLACE ? base + event.valueStart : place;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        return base + event.start;
      case EVENT_ID.ALIAS:
        return base + event.anchorStart - 1;
      default:
        return NO_PLACE;
    }
  }

  #duplicate(key: string, offset: number): void {
    const message = `the key ${shown(key)} stands twice in this map`;
    if (this.#duplicateKeys === 'error') this.#fault('yaml-duplicate-key', `${message}; remove one`, offset);
    else if (this.#warnings.length < MOST_FAULTS) {
      this.#warnings.push({
        code: 'yaml-duplicate-key',
        message: `${message}; the ${this.#duplicateKeys} one counts`,
        offset,
      });
    }
  }

  #fault(code: YamlProblemCode, message: string, offset: number): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push({ code, message, offset });
  }
}

/** Enough of one document's faults for a person to see what is wrong with it. */
const MOST_FAULTS = 20;

interface OpenAnchor {
  readonly anchor: Anchor;
  readonly nodesBefore: number;
  readonly deepestBefore: number;
}

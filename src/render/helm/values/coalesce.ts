import {
  createTemplateBudget,
  formatGo,
  GoMap,
  type GoValue,
  type TemplateBudget,
  textOfBytes,
} from '../../../lang/index.ts';
import type { ChartNode } from '../chart/index.ts';
import { HelmError } from '../error.ts';
import type { HelmProfile } from '../profile.ts';
import { coalesceTables, type TableRules } from './coalesce-tables.ts';
import { copyMap } from './go-values.ts';

/** How values are laid over a chart's own. */
export interface CoalesceOptions {
  readonly profile: HelmProfile;
  /** `merge` keeps nulls, for what is coalesced once more later; `coalesce` takes out the keys that they stand for. */
  readonly nulls: 'merge' | 'coalesce';
  readonly warn: (message: string) => void;
}

/**
 * Values over those of the chart and of all charts in it, with globals handed down (helm 4.1 and 4.2, pkg/chart/common/util/coalesce.go
 * CoalesceValues and MergeValues). Nothing given is changed. Throws HelmError `dependencies` where a chart's section is no map.
 */
export function coalesceValues(node: ChartNode, values: GoMap | undefined, options: CoalesceOptions): GoMap {
  const merge = options.nulls === 'merge';
  return new Coalescer(options).coalesce(node, values === undefined ? new GoMap() : copyMap(values), '', merge);
}

const globalKey = 'global';

class Coalescer {
  readonly #rules: TableRules;
  readonly #cleansNulls: boolean;

  constructor({ profile, warn }: CoalesceOptions) {
    this.#rules = { warn };
    this.#cleansNulls = profile !== '4.1';
  }

  coalesce(node: ChartNode, dest: GoMap, prefix: string, merge: boolean): GoMap {
    this.#takeDefaults(node, dest, prefix, merge);
    for (const child of node.dependencies) {
      const { name } = child.metadata;
      const section = dest.entries.get(name);
      if (section !== undefined && !(section instanceof GoMap)) {
        throw new HelmError(
          'dependencies',
          `type mismatch on ${name}: ${textOfBytes(formatGo('%t', [section], shortBudget()))}`,
          { object: name },
        );
      }
      const own = section ?? new GoMap();
      const below = joined(prefix, node.metadata.name);
      this.#handDownGlobals(own, dest, below);
      dest.entries.set(name, this.coalesce(child, own, below, merge));
    }
    return dest;
  }

  /** What the chart itself says, where nothing stands over it. */
  #takeDefaults(node: ChartNode, values: GoMap, prefix: string, merge: boolean): void {
    if (node.values === undefined) return;
    const below = joined(prefix, node.metadata.name);
    for (const [key, own] of copyMap(node.values).entries) {
      const given = values.entries.get(key);
      if (given === undefined) this.#takeDefault(values, key, own, merge);
      else if (given === null && !merge) values.entries.delete(key);
      else if (given instanceof GoMap) {
        if (own instanceof GoMap) {
          // Nulls of a subchart's section are kept until that subchart's own turn.
          const keepsNulls = merge || node.dependencies.some(({ metadata }) => metadata.name === key);
          if (!keepsNulls && this.#cleansNulls) cleanNulls(own);
          coalesceTables(given, own, joined(below, key), keepsNulls, this.#rules);
        } else if (own !== null) {
          this.#rules.warn(`warning: skipped value for ${below}.${key}: Not a table.`);
        }
      }
    }
  }

  #takeDefault(values: GoMap, key: string, own: GoValue, merge: boolean): void {
    if (!merge && this.#cleansNulls) {
      if (own === null) return;
      if (own instanceof GoMap) cleanNulls(own);
    }
    values.entries.set(key, own);
  }

  #handDownGlobals(dest: GoMap, source: GoMap, prefix: string): void {
    const given = dest.entries.get(globalKey) ?? (dest.entries.has(globalKey) ? null : new GoMap());
    if (!(given instanceof GoMap)) {
      this.#rules.warn('warning: skipping globals because destination global is not a table.');
      return;
    }
    const above = source.entries.get(globalKey) ?? (source.entries.has(globalKey) ? null : new GoMap());
    if (!(above instanceof GoMap)) {
      this.#rules.warn('warning: skipping globals because source global is not a table.');
      return;
    }
    for (const [key, value] of above.entries) this.#handDown(given, key, value, prefix);
    dest.entries.set(globalKey, given);
  }

  #handDown(given: GoMap, key: string, value: GoValue, prefix: string): void {
    const own = given.entries.get(key);
    if (value instanceof GoMap) {
      // Only this level is a copy: what lies deeper is shared, as in helm.
      const shared = new GoMap(new Map(value.entries), value.type);
      if (!given.entries.has(key)) given.entries.set(key, shared);
      else if (!(own instanceof GoMap)) {
        this.#rules.warn(`Conflict: cannot merge map onto non-map for "${key}". Skipping.`);
      } else {
        coalesceTables(shared, own, joined(prefix, key), true, this.#rules);
        given.entries.set(key, shared);
      }
    } else if (own instanceof GoMap) {
      this.#rules.warn(`key ${key} is table. Skipping`);
    } else {
      given.entries.set(key, value);
    }
  }
}

/** For the text of one error. */
function shortBudget(): TemplateBudget {
  return createTemplateBudget({ maxSteps: 1_000_000, maxBytes: 10_000_000 });
}

/** Takes null entries out of a map and of those in it. */
function cleanNulls(map: GoMap): void {
  for (const [key, value] of map.entries) {
    if (value === null) map.entries.delete(key);
    else if (value instanceof GoMap) cleanNulls(value);
  }
}

function joined(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

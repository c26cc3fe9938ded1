import { KustomizeError } from '../../error.ts';
import type { Text } from '../../fields/index.ts';
import { type MapNode, type Node, type Place, type ScalarNode, textOf } from '../../node/index.ts';
import { compareBytes, type ResourceList } from '../../resource/index.ts';
import type { FieldSpec } from '../../tables/index.ts';
import type { Transformer } from '../../transformer.ts';
import { type FieldVisitor, walkFields } from '../field-spec/index.ts';
import { wrongKind } from '../set-scalar.ts';
import { type Expansion, expand } from './expand.ts';
import { fieldAt, type FieldValue, valueOf } from './field-value.ts';

const name = 'RefVarTransformer';

/** A name for the value of a field, as `vars` has it. */
export interface Variable {
  readonly name?: Text;
  readonly fieldref?: { readonly fieldPath?: Text };
  readonly place: Place;
}

/**
 * Puts the values of variables in the place of `$(NAME)` in the fields of `fieldSpecs` (kustomize api 0.20, ResAccumulator.ResolveVars). A
 * variable's value comes from the first resource that is marked with its name. A field that is nothing but a variable takes its type.
 * Variables that nothing uses are warned of.
 *
 * Throws `var` where a variable's resource or field is not there.
 */
export function varsTransformer(vars: readonly Variable[], fieldSpecs: readonly FieldSpec[]): Transformer {
  return {
    name,
    transform(resources, context) {
      const values = valuesOf(resources, vars);
      const used = new Set<string>();
      const expansion: Expansion<FieldValue> = {
        valueOf: (variable) => {
          const value = values.get(variable);
          if (value === undefined) return undefined;
          used.add(variable);
          return value;
        },
        textOf: ({ value, isFloat }) => (isFloat && typeof value === 'number' ? floatText(value) : String(value)),
      };
      for (const resource of resources) {
        context.checkpoint();
        const author = { place: resource.root.place, changedBy: name };
        const visitor: FieldVisitor = { author, visit: (node) => expandIn(node, expansion) };
        walkFields(resource, fieldSpecs, visitor);
      }
      const unused = vars.map(nameOf).filter((variable) => !used.has(variable));
      if (unused.length > 0)
        context.warn(`well-defined vars that were never replaced: ${unused.sort(compareBytes).join(',')}`);
    },
  };
}

function nameOf(variable: Variable): string {
  return variable.name?.text ?? '';
}

/** The values of variables; those that stand for a map or list are left out, as upstream never replaces them. */
function valuesOf(resources: ResourceList, vars: readonly Variable[]): ReadonlyMap<string, FieldValue> {
  const roots = new Map<string, MapNode>();
  for (const { root, varNames } of resources) {
    for (const variable of varNames) if (!roots.has(variable)) roots.set(variable, root);
  }
  const values = new Map<string, FieldValue>();
  for (const variable of [...vars].sort((a, b) => compareBytes(nameOf(a), nameOf(b)))) {
    const said = variable.fieldref?.fieldPath?.text ?? '';
    const path = said === '' ? 'metadata.name' : said;
    const root = roots.get(nameOf(variable));
    if (root === undefined) throw unresolved(variable, ' cannot be mapped to a field in the set of known resources');
    const node = fieldAt(root, path);
    if (node === undefined) throw unresolved(variable, `: field '${path}' not found in corresponding resource`);
    if (node.kind !== 'scalar') continue;
    const value = valueOf(node);
    if (value === undefined) throw unresolved(variable, `: field '${path}' is no decimal number`);
    values.set(nameOf(variable), value);
  }
  return values;
}

function unresolved(variable: Variable, why: string): KustomizeError {
  return new KustomizeError('var', `var '${nameOf(variable)}'${why}`, { place: variable.place });
}

function expandIn(node: Node, expansion: Expansion<FieldValue>): void {
  if (node.kind === 'scalar') {
    expandScalar(node, expansion);
  } else if (node.kind === 'map') {
    for (const entry of node.entries.values()) if (entry.kind === 'scalar') expandScalar(entry, expansion);
  } else {
    for (const item of node.items) {
      if (item.kind !== 'scalar' || typeof item.value !== 'string') throw wrongKind(item, 'a text');
      expandScalar(item, expansion);
    }
  }
}

function expandScalar(node: ScalarNode, expansion: Expansion<FieldValue>): void {
  if (typeof node.value !== 'string' || !node.value.includes('$')) return;
  const before = textOf(node);
  const expanded = expand(before, expansion);
  if (expanded.kind === 'text') {
    if (expanded.text === before) return;
    node.value = expanded.text;
    node.changedBy = name;
    return;
  }
  const { value } = expanded;
  node.value = typeof value.value === 'bigint' ? narrow(value.value) : value.value;
  delete node.text;
  delete node.quoted;
  node.place = value.node.place;
  node.changedBy = name;
}

function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** Go's `%v` of a float64. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

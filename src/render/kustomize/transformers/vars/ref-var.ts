import { KustomizeError } from '../../error.ts';
import { type MapNode, type Node, type ScalarNode, tagOf, textOf } from '../../node/index.ts';
import { compareBytes, type ResourceList } from '../../resource/index.ts';
import type { FieldSpec } from '../../tables/index.ts';
import type { BuildContext } from '../../transformer.ts';
import { walkField } from '../field-spec/index.ts';
import { wrongKind } from '../set-scalar.ts';
import { type Expansion, expand } from './expand.ts';
import { fieldAt, type FieldValue, valueOf } from './field-value.ts';
import type { Variable, Variables } from './variable.ts';

const name = 'RefVarTransformer';

/**
 * Puts the values of variables in the place of `$(NAME)` in the fields of `fieldSpecs` (kustomize api 0.20, ResAccumulator.ResolveVars). A
 * field that is nothing but a variable takes its type. Variables that nothing uses are warned of.
 *
 * Throws `var` where a variable's resource or field is not there.
 */
export function resolveVariables(
  resources: ResourceList,
  variables: Variables,
  fieldSpecs: readonly FieldSpec[],
  context: BuildContext,
): void {
  if (variables.size === 0) return;
  const values = valuesOf(resources, variables);
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
    for (const spec of fieldSpecs) {
      const author = { place: resource.root.place, changedBy: name };
      walkField(resource, spec, { author, visit: (node) => expandIn(node, expansion) });
    }
  }
  const unused = [...variables.keys()].filter((variable) => !used.has(variable)).sort(compareBytes);
  if (unused.length > 0) context.warn(`well-defined vars that were never replaced: ${unused.join(',')}`);
}

/** The values of variables; those that stand for a map or list are left out, as upstream never replaces them. */
function valuesOf(resources: ResourceList, variables: Variables): ReadonlyMap<string, FieldValue> {
  const roots = new Map<string, MapNode>();
  for (const { root, varNames } of resources) {
    for (const variable of varNames) if (!roots.has(variable)) roots.set(variable, root);
  }
  const values = new Map<string, FieldValue>();
  for (const variable of [...variables.values()].sort((a, b) => compareBytes(a.name, b.name))) {
    const root = roots.get(variable.name);
    if (root === undefined) throw unresolved(variable, 'cannot be mapped to a field in the set of known resources');
    const node = fieldAt(root, variable.fieldPath);
    if (node === undefined)
      throw unresolved(variable, `: field '${variable.fieldPath}' not found in corresponding resource`);
    if (node.kind !== 'scalar') continue;
    const value = valueOf(node);
    if (value === undefined) throw unresolved(variable, `: field '${variable.fieldPath}' is no decimal number`);
    values.set(variable.name, value);
  }
  return values;
}

function unresolved({ name: variable, place }: Variable, why: string): KustomizeError {
  return new KustomizeError('var', `var '${variable}' ${why}`.replace(' :', ':'), { place });
}

function expandIn(node: Node, expansion: Expansion<FieldValue>): void {
  if (node.kind === 'scalar') {
    expandScalar(node, expansion);
  } else if (node.kind === 'map') {
    for (const entry of node.entries.values()) if (entry.kind === 'scalar') expandScalar(entry, expansion);
  } else {
    for (const item of node.items) {
      if (item.kind !== 'scalar' || !isText(item)) throw wrongKind(item, 'a text');
      expandScalar(item, expansion);
    }
  }
}

function expandScalar(node: ScalarNode, expansion: Expansion<FieldValue>): void {
  if (!isText(node)) return;
  const before = textOf(node);
  if (node.tag === 'none') asText(node, before);
  if (!before.includes('$')) return;
  const expanded = expand(before, expansion);
  if (expanded.kind === 'text') {
    if (expanded.text === before) return;
    node.value = expanded.text;
    delete node.tag;
    node.changedBy = name;
    return;
  }
  const { value } = expanded;
  node.value = typeof value.value === 'bigint' ? narrow(value.value) : value.value;
  delete node.text;
  delete node.tag;
  delete node.quoted;
  node.place = value.node.place;
  node.changedBy = name;
}

/** What was made without a type counts as text (kyaml 0.20, IsYNodeString), and is one from then on. */
function isText(node: ScalarNode): boolean {
  const tag = tagOf(node);
  return tag === 'str' || tag === 'none';
}

function asText(node: ScalarNode, text: string): void {
  node.value = text;
  delete node.text;
  delete node.tag;
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

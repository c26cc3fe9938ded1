import { isJsonObject, type Json, jsonAt, type JsonObject, textAt } from '../../../base/index.ts';
import type { Lookup } from '../../../engine/index.ts';
import { readYaml, toJson } from '../../../yaml/index.ts';
import type { HelmReleaseSpec, ValuesReference } from '../spec/index.ts';

/** Sets a value at a path, as `--set` (or with `text` as `--set-string`) does. Throws where the path is none. */
export type SetValue = (values: JsonObject, assignment: string, text: boolean) => JsonObject;

/** The values of a release, or why they cannot be had, in Flux's words. */
export type ComposedValues =
  | { readonly kind: 'values'; readonly values: JsonObject }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * The values of a release: those of `valuesFrom` in their order, the inline ones over them (fluxcd/pkg chartutil ChartValuesFromReferences).
 * A `targetPath` is set over the inline values of that moment, as upstream does, and they come over it again.
 */
export async function composeValues(
  spec: HelmReleaseSpec,
  namespace: string,
  lookup: Lookup,
  setValue: SetValue,
): Promise<ComposedValues> {
  let result: JsonObject = {};
  for (const reference of spec.valuesFrom) {
    const found = await dataOf(reference, namespace, lookup);
    if (found.kind === 'absent') {
      if (reference.optional && isReadable(reference)) continue;
      return problem(reference, namespace, found.reason);
    }
    if (reference.targetPath !== '') {
      try {
        result = setAt(mergeMaps(result, spec.values), reference, found.data, setValue);
      } catch (error) {
        return problem(reference, namespace, (error as Error).message);
      }
      continue;
    }
    const { documents, problems } = readYaml(found.data, { profile: 'go2', documents: 'first' });
    const [first] = problems;
    if (first !== undefined) return problem(reference, namespace, first.message);
    const value = documents[0] === undefined ? {} : toJson(documents[0].value);
    if (!isJsonObject(value)) {
      const fault = `json: cannot unmarshal ${kindOf(value)} into Go value of type common.Values`;
      return problem(reference, namespace, `error unmarshaling JSON: while decoding JSON: ${fault}`);
    }
    result = mergeMaps(result, value);
  }
  return { kind: 'values', values: mergeMaps(result, spec.values) };
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function setAt(
  values: JsonObject,
  { targetPath, literal }: ValuesReference,
  data: string,
  setValue: SetValue,
): JsonObject {
  if (literal) return setValue(values, `${targetPath}=${data.replaceAll(/[\\,[\]{}]/g, String.raw`\$&`)}`, true);
  const isQuoted = (data.startsWith("'") && data.endsWith("'")) || (data.startsWith('"') && data.endsWith('"'));
  if (!isQuoted) return setValue(values, `${targetPath}=${data}`, false);
  return setValue(values, `${targetPath}=${data.replace(/^['"]+/, '').replace(/['"]+$/, '')}`, true);
}

const isReadable = ({ kind }: ValuesReference): boolean => kind === 'ConfigMap' || kind === 'Secret';

async function dataOf(
  { kind, name, valuesKey }: ValuesReference,
  namespace: string,
  lookup: Lookup,
): Promise<{ kind: 'data'; data: string } | { kind: 'absent'; reason: string }> {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return { kind: 'absent', reason: 'unsupported values reference kind' };
  const object = await lookup.get({ group: '', kind }, namespace, name);
  if (object === undefined) return { kind: 'absent', reason: `${kind.toLowerCase()}s "${name}" not found` };
  if (jsonAt(object, 'data', valuesKey) === undefined) return { kind: 'absent', reason: 'key not found' };
  const data = textAt(object, 'data', valuesKey);
  return { kind: 'data', data: kind === 'Secret' ? Buffer.from(data, 'base64').toString('utf8') : data };
}

function problem(reference: ValuesReference, namespace: string, reason: string): ComposedValues {
  const { kind, name, valuesKey, optional } = reference;
  const what = `could not resolve${optional ? ' optional' : ''} ${kind} chart values reference '${namespace}/${name}' with key '${valuesKey}'`;
  return { kind: 'problem', message: `${what}: ${reason}` };
}

/** `b` over `a`: maps are merged, everything else replaces. */
function mergeMaps(a: JsonObject, b: JsonObject): JsonObject {
  const merged: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before: Json | undefined = Object.hasOwn(a, key) ? a[key] : undefined;
    merged[key] = isJsonObject(value) && isJsonObject(before) ? mergeMaps(before, value) : value;
  }
  return merged;
}

import {
  GoFailure,
  type GoFunction,
  type GoFunctions,
  GoMap,
  goTypes,
  type GoValue,
  type TemplateBudget,
} from '../../../lang/index.ts';
import type { HelmProfile } from '../profile.ts';
import { durationFunctions } from './duration-functions.ts';
import { markedWarning } from './execution-error.ts';
import { fromJson, fromJsonArray, fromYaml, fromYamlArray } from './from-text.ts';
import { fromToml } from './from-toml.ts';
import { toPrettyYaml } from './pretty-yaml.ts';
import { toTomlText } from './toml.ts';
import { toYamlText } from './yaml-text.ts';

/** Looks objects up in a cluster: what `lookup` gives; a list where `name` is empty, an empty map where there is none. */
export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => GoMap;

/**
 * The functions that Helm has beside sprig's, without those that are bound to a set of templates (helm 4.2, pkg/engine/funcs.go and engine.go).
 * 4.3 has those of durations too. Without `lookup` nothing is ever found; names are never resolved.
 */
export function chartFunctions(
  budget: TemplateBudget,
  { profile, lookup = () => new GoMap() }: { readonly profile: HelmProfile; readonly lookup?: Lookup | undefined },
): GoFunctions {
  const one = (call: (value: GoValue) => GoValue): GoFunction => ({
    params: [goTypes.any],
    call: ([value]) => call(value ?? null),
  });
  const text = (call: (value: string) => GoValue): GoFunction => ({
    params: [goTypes.string],
    call: ([value]) => call(value as string),
  });
  const { string } = goTypes;
  return new Map<string, GoFunction>([
    ['toYaml', one((value) => counted(toYamlText(value) ?? '', budget))],
    ['mustToYaml', one((value) => toYamlText(value) ?? unmarshalable('yaml'))],
    ['toYamlPretty', one((value) => counted(toPrettyYaml(value), budget))],
    ['toToml', one((value) => tomlOrFault(value))],
    ['fromToml', text((value) => fromToml(counted(value, budget)))],
    ...(profile === '4.1' ? [] : [['mustToToml', one((value) => toTomlText(value))] as const]),
    ['fromYaml', text((value) => fromYaml(counted(value, budget)))],
    ['fromYamlArray', text((value) => fromYamlArray(counted(value, budget)))],
    ['fromJson', text((value) => fromJson(value, budget))],
    ['fromJsonArray', text((value) => fromJsonArray(value, budget))],
    [
      'required',
      { params: [string, goTypes.any], call: ([warning, value]) => required(warning as string, value ?? null) },
    ],
    ['fail', text((message) => failWith(message))],
    [
      'lookup',
      {
        params: [string, string, string, string],
        call: ([version, kind, namespace, name]) =>
          lookup(version as string, kind as string, namespace as string, name as string),
      },
    ],
    ['getHostByName', text(() => '')],
    ...(profile === '4.3' ? durationFunctions(budget) : []),
  ]);
}

/** A text that was made or is read, on the render's account. */
function counted(text: string, budget: TemplateBudget): string {
  budget.allocate(text.length);
  budget.step(1 + text.length / 64);
  return text;
}

/** `toToml` gives the fault in place of the text. */
function tomlOrFault(value: GoValue): string {
  if (value === null) throw new GoFailure('reflect: call of reflect.Value.Type on zero Value');
  try {
    return toTomlText(value);
  } catch (error) {
    if (error instanceof GoFailure) return error.message;
    throw error;
  }
}

function required(warning: string, value: GoValue): GoValue {
  if (value === null || value === '') throw new GoFailure(markedWarning(warning));
  return value;
}

function failWith(message: string): never {
  throw new GoFailure(markedWarning(message));
}

function unmarshalable(format: string): never {
  throw new GoFailure(`error marshaling into ${format}: unsupported value`);
}

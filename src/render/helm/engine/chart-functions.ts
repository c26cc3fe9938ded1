import { GoFailure, type GoFunction, type GoFunctions, GoMap, goTypes, type GoValue } from '../../../lang/index.ts';
import { markedWarning } from './execution-error.ts';
import { fromJson, fromJsonArray, fromYaml, fromYamlArray } from './from-text.ts';
import { toYamlPrettyText } from './yaml-pretty.ts';
import { toTomlText } from './toml.ts';
import { toYamlText } from './yaml-text.ts';

/** Looks objects up in a cluster: what `lookup` gives; a list where `name` is empty, an empty map where there is none. */
export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => GoMap;

/**
 * The functions that Helm has beside sprig's, without those that are bound to a set of templates (helm 4.2, pkg/engine/funcs.go and engine.go).
 * Without `lookup` nothing is ever found; names are never resolved.
 */
export function chartFunctions(lookup: Lookup = () => new GoMap()): GoFunctions {
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
    ['toYaml', one((value) => toYamlText(value) ?? '')],
    ['mustToYaml', one((value) => toYamlText(value) ?? unmarshalable('yaml'))],
    ['toYamlPretty', one((value) => toYamlPrettyText(value) ?? '')],
    ['toToml', one((value) => toTomlText(value))],
    ['mustToToml', one((value) => toTomlText(value))],
    ['fromYaml', text(fromYaml)],
    ['fromYamlArray', text(fromYamlArray)],
    ['fromJson', text(fromJson)],
    ['fromJsonArray', text(fromJsonArray)],
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
  ]);
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

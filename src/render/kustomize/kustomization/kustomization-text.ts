import { isJsonObject } from '../../../base/index.ts';
import { writeYaml, type YamlValue } from '../../../yaml/index.ts';
import { type Node, toYaml } from '../node/index.ts';
import type { Kustomization } from './kustomization.ts';

/** A kustomization as a file that says the same, for programs that read it. */
export function kustomizationText({ file: _file, fileName: _name, place: _place, ...fields }: Kustomization): string {
  const version = `kustomize.config.k8s.io/${fields.kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  const written = Object.entries(fields).flatMap(([name, value]): [string, YamlValue][] => {
    const plain = plainOf(value, name);
    return plain === undefined || isEmpty(plain) ? [] : [[name, plain]];
  });
  return writeYaml({ apiVersion: version, ...Object.fromEntries(written) });
}

function isEmpty(value: YamlValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** What a field holds, without the places where it was written. */
function plainOf(value: unknown, name: string): YamlValue | undefined {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, entry]) => [String(key), plainOf(entry, '') ?? null]));
  }
  if (Array.isArray(value)) return value.map((item) => plainOf(item, '') ?? null);
  if (!isJsonObject(value)) return value as YamlValue | undefined;
  if (isNode(value)) return toYaml(value);
  const { place: _place, ...members } = value;
  // The one number that is kept as its digits.
  if (typeof value['text'] === 'string') return name === 'count' ? Number(value['text']) : value['text'];
  const entries = Object.entries(members).flatMap(([key, member]): [string, YamlValue][] => {
    const plain = plainOf(member, key);
    return plain === undefined ? [] : [[key, plain]];
  });
  return Object.fromEntries(entries);
}

function isNode(value: object): value is Node {
  return 'kind' in value && (value.kind === 'scalar' || value.kind === 'map' || value.kind === 'list');
}

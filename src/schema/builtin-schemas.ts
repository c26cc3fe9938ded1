import { readFileSync } from 'node:fs';
import type { GroupVersionKind } from '../base/index.ts';
import type { SchemaSet, StructuralSchema } from './structural.ts';

/** The schemas and resources of Kubernetes 1.36, as `scripts/generate-kubernetes-schemas.ts` writes them. */
interface KubernetesFile {
  readonly definitions: Readonly<Record<string, BuiltinDefinition>>;
  readonly resources: readonly FiledResource[];
}

/** A definition of the published OpenAPI document, without descriptions, with the kinds that it describes. */
export type BuiltinDefinition = StructuralSchema & {
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
};

/** A resource as the file has it. */
export interface FiledResource extends GroupVersionKind {
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly (GroupVersionKind & { readonly name: string; readonly verbs: readonly string[] })[];
}

let loaded: KubernetesFile | undefined;

/** The content of the file, which is read once: it belongs to the program and does not change. */
export function kubernetesFile(): KubernetesFile {
  const place = new URL('./generated/kubernetes-1.36.json', import.meta.url);
  loaded ??= JSON.parse(readFileSync(place, 'utf8')) as KubernetesFile;
  return loaded;
}

/**
 * The schemas of the kinds that a Kubernetes 1.36 API server has built in, alpha and beta ones too. A `$ref` is the name of a
 * definition, such as `io.k8s.api.core.v1.PodSpec`. They say what fields there are, of which types, and how lists and maps merge;
 * they hold no defaults and few constraints, as the server has those in code.
 */
export function builtinSchemas(): SchemaSet {
  const { definitions } = kubernetesFile();
  const byKind = new Map<string, BuiltinDefinition>();
  for (const definition of Object.values(definitions)) {
    for (const gvk of definition['x-kubernetes-group-version-kind'] ?? []) byKind.set(kindKey(gvk), definition);
  }
  return {
    ofKind: (gvk) => byKind.get(kindKey(gvk)),
    resolve: (ref) => (Object.hasOwn(definitions, ref) ? definitions[ref] : undefined),
  };
}

/** Every definition by its name: what an API server publishes. */
export function builtinDefinitions(): Readonly<Record<string, BuiltinDefinition>> {
  return kubernetesFile().definitions;
}

function kindKey({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}

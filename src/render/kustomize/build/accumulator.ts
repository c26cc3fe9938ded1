import type { VarEntry } from '../kustomization/index.ts';
import { appendAll, type IdIndex, idsOf, type Resource, type ResourceList } from '../resource/index.ts';
import {
  addVariables,
  type ConfigMerger,
  emptyConfig,
  mergeVariables,
  type TransformerConfig,
  variable,
  type Variable,
  type Variables,
} from '../transformers/index.ts';

/** What a kustomization has gathered: resources, and the rules to change them (api 0.20, accumulator.ResAccumulator). */
export class Accumulator {
  readonly resources: ResourceList = [];
  readonly variables: Variables = new Map();
  config: TransformerConfig = emptyConfig;
  readonly #merger: ConfigMerger;
  #ids: IdIndex | undefined;

  constructor(merger: ConfigMerger) {
    this.#merger = merger;
  }

  /** Adds resources. Throws KustomizeError `conflict`. */
  append(added: Iterable<Resource>): void {
    this.#ids ??= idsOf(this.resources);
    appendAll(this.resources, added, this.#ids);
  }

  /** Has to be called when something else changed the resources. */
  changed(): void {
    this.#ids = undefined;
  }

  mergeConfig(config: TransformerConfig): void {
    this.config = this.#merger.merge(this.config, config);
  }

  /** Takes what another gathered. */
  merge(other: Accumulator): void {
    this.append(other.resources);
    this.mergeConfig(other.config);
    mergeVariables(this.variables, other.variables.values());
  }

  /** Adds the variables of a kustomization. Throws KustomizeError `var`. */
  addVars(entries: readonly VarEntry[]): void {
    addVariables(this.variables, entries.map(variableOf), this.resources);
  }
}

function variableOf({ name, place, objref, fieldref }: VarEntry): Variable {
  return variable({
    name: name?.text ?? '',
    place,
    object: {
      apiVersion: objref?.apiVersion?.text,
      group: objref?.group?.text,
      version: objref?.version?.text,
      kind: objref?.kind?.text,
      name: objref?.name?.text,
      namespace: objref?.namespace?.text,
    },
    fieldPath: fieldref?.fieldPath?.text,
  });
}

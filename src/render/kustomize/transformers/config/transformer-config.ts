import { equalGvk, type Gvk } from '../../resource/index.ts';
import { type FieldSpec, type FieldTable, fieldTables, readDefaultFields } from '../../tables/index.ts';
import { mergeFieldSpecs, sortByKind } from '../field-spec/index.ts';

/** The fields in which objects of a kind are named by others. */
export interface NameReference extends Gvk {
  readonly fields: readonly FieldSpec[];
}

/** The lists of field specs of a configuration. */
export const fieldLists = [...fieldTables, 'labels'] as const;

/**
 * Which fields the transformers of a build change (kustomize api 0.20, builtinconfig.TransformerConfig): the defaults with what
 * `configurations:` and `crds:` add. A base's reaches the overlays above it.
 */
export type TransformerConfig = Readonly<Record<FieldTable | 'labels', readonly FieldSpec[]>> & {
  readonly nameReference: readonly NameReference[];
};

/** A configuration that says nothing. */
export const emptyConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  templateLabels: [],
  commonAnnotations: [],
  varReference: [],
  images: [],
  replicas: [],
  labels: [],
  nameReference: [],
};

/** Merges configurations; made once for many builds, as every folder of every build merges the same ones. */
export class ConfigMerger {
  /** What kustomize does where nothing is configured. */
  readonly defaults: TransformerConfig = defaultConfig();
  readonly #merged = new WeakMap<TransformerConfig, WeakMap<TransformerConfig, TransformerConfig>>();

  /** Both in one, sorted by kind. Throws `transformer` where they contradict each other about a field's creation. */
  merge(config: TransformerConfig, added: TransformerConfig): TransformerConfig {
    let known = this.#merged.get(config);
    if (known === undefined) this.#merged.set(config, (known = new WeakMap()));
    let merged = known.get(added);
    if (merged === undefined) known.set(added, (merged = mergeConfigs(config, added)));
    return merged;
  }
}

function defaultConfig(): TransformerConfig {
  const { tables, references } = readDefaultFields();
  return sortConfig({ ...tables, labels: [], nameReference: references });
}

/** One of them where the other adds nothing to it. */
function mergeConfigs(config: TransformerConfig, added: TransformerConfig): TransformerConfig {
  const merged = { ...config };
  let changed = false;
  for (const list of fieldLists) {
    merged[list] = mergeFieldSpecs(config[list], added[list]);
    changed ||= merged[list] !== config[list];
  }
  const nameReference = mergeReferences(config.nameReference, added.nameReference);
  if (!changed && nameReference === config.nameReference) return config;
  return sortConfig({ ...merged, nameReference });
}

function mergeReferences(config: readonly NameReference[], added: readonly NameReference[]): readonly NameReference[] {
  const merged = [...config];
  let changed = false;
  for (const reference of added) {
    const index = merged.findIndex((other) => equalGvk(other, reference));
    const present = merged[index];
    if (present === undefined) {
      merged.push(reference);
      changed = true;
    } else {
      const fields = mergeFieldSpecs(present.fields, reference.fields);
      if (fields === present.fields) continue;
      merged[index] = { ...present, fields };
      changed = true;
    }
  }
  return changed ? merged : config;
}

/** As upstream sorts whatever it read or merged; fields of one kind keep their order. */
export function sortConfig(config: TransformerConfig): TransformerConfig {
  const sorted = { ...config };
  for (const list of fieldLists) sorted[list] = sortByKind(config[list]);
  return { ...sorted, nameReference: sortByKind(config.nameReference) };
}

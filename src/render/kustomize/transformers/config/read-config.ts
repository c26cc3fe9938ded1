import { readYaml } from '../../../../yaml/index.ts';
import { KustomizeError } from '../../error.ts';
import { decode, flag, list, looseText as text, struct } from '../../fields/index.ts';
import { fromDocument } from '../../node/index.ts';
import { fieldSpec, type FieldSpec } from '../../tables/index.ts';
import { emptyConfig, fieldLists, sortConfig, type TransformerConfig } from './transformer-config.ts';

const gvk = { group: text, version: text, kind: text } as const;
const specs = list(struct({ ...gvk, path: text, create: flag }));
type Specs = ReturnType<typeof specs>;

const configFile = struct({
  namePrefix: specs,
  nameSuffix: specs,
  namespace: specs,
  commonLabels: specs,
  labels: specs,
  templateLabels: specs,
  commonAnnotations: specs,
  nameReference: list(struct({ ...gvk, fieldSpecs: specs })),
  varReference: specs,
  images: specs,
  replicas: specs,
});

/**
 * Reads a file of `configurations:` (kustomize api 0.20, builtinconfig/loaddefaultconfig.go): its first document, without fields that
 * upstream does not know.
 *
 * Throws `malformed` where it is not that.
 */
export function readTransformerConfig(content: string | Uint8Array, file: string): TransformerConfig {
  const reading = readYaml(content, { profile: 'go2', file, duplicateKeys: 'error', documents: 'first' });
  const [problem] = reading.problems;
  if (problem !== undefined) throw new KustomizeError('malformed', `${file}: ${problem.message}`, { file });
  const [document] = reading.documents;
  if (document === undefined) return emptyConfig;
  const said = decode(configFile, fromDocument(document, file), '', 'malformed');
  const config = { ...emptyConfig };
  for (const name of fieldLists) config[name] = fieldSpecsOf(said[name]);
  const nameReference = (said.nameReference ?? []).map((reference) => ({
    group: reference.group?.text ?? '',
    version: reference.version?.text ?? '',
    kind: reference.kind?.text ?? '',
    fields: fieldSpecsOf(reference.fieldSpecs),
  }));
  return sortConfig({ ...config, nameReference });
}

/** Field specs as they are written in a configuration, an entry of `labels` or a plugin's configuration. */
export function fieldSpecsOf(entries: Specs | undefined): readonly FieldSpec[] {
  return (entries ?? []).map(({ group, version, kind, path, create }) =>
    fieldSpec({
      group: group?.text ?? '',
      version: version?.text ?? '',
      kind: kind?.text ?? '',
      path: path?.text ?? '',
      create: create ?? false,
    }),
  );
}

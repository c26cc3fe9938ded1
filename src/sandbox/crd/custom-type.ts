import { jsonAt, type KubeObject } from '../../base/index.ts';
import { builtinSchemas, compareApiVersions, type CrdSchemas, crdSchemas, type SchemaSet } from '../../schema/index.ts';
import type { ResourceType, Subresource } from '../machinery/resource-type.ts';
import { fieldsAt } from '../selectors/field-selector.ts';
import { columnRows } from './column-rows.ts';
import { customCodec } from './custom-codec.ts';
import { customStrategy } from './custom-strategy.ts';

/** The resource that a CRD defines; undefined where it serves no version. */
export function customType(crd: KubeObject): ResourceType | undefined {
  const schemas = crdSchemas(crd);
  const served = schemas.versions.filter((version) => version.served).map((version) => version.name);
  const storage = schemas.versions.find((version) => version.storage);
  if (storage === undefined || served.length === 0) return undefined;
  const { group, names } = schemas;
  const selectable = [...new Set(schemas.versions.flatMap((version) => version.selectableFields))];
  const rows = new Map(schemas.versions.map((version) => [version.name, columnRows(version.printerColumns)]));
  const deprecated = new Map(
    schemas.versions
      .filter((version) => version.deprecated)
      .map((version) => [version.name, version.deprecationWarning ?? deprecationWarning(schemas, version.name)]),
  );
  return {
    group,
    versions: served.sort(compareApiVersions),
    storageVersion: storage.name,
    kind: names.kind,
    listKind: names.listKind,
    plural: names.plural,
    singular: names.singular,
    shortNames: names.shortNames,
    categories: names.categories,
    namespaced: schemas.scope === 'Namespaced',
    verbs: [...customVerbs],
    subresources: subresourcesOf(schemas),
    keyPrefix: `${group}/${names.plural}/`,
    custom: true,
    codec: customCodec(schemas, storage.name),
    schemas: publishedSchemas(schemas),
    strategy: customStrategy(schemas, storage),
    rows: (version) => rows.get(version),
    warningFor: (version) => deprecated.get(version),
    selectableFields: new Map([
      ...fieldsAt(['metadata.name', 'metadata.namespace']),
      ...fieldsAt(selectable.map((path) => path.replace(/^\./, ''))),
    ]),
    ...(storage.scale === undefined ? {} : { scale: storage.scale }),
  };
}

/** What users of a deprecated version are told where the CRD does not say. */
function deprecationWarning({ group, names, versions }: CrdSchemas, deprecated: string): string {
  const [better] = versions
    .filter((version) => version.served && !version.deprecated && compareApiVersions(version.name, deprecated) < 0)
    .map((version) => version.name)
    .sort(compareApiVersions);
  const text = `${group}/${deprecated} ${names.kind} is deprecated`;
  return better === undefined ? text : `${text}; use ${group}/${better} ${names.kind}`;
}

/** In the order in which discovery shows them for custom resources. */
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

function subresourcesOf(schemas: CrdSchemas): ReadonlyMap<string, Subresource> {
  const found = new Map<string, Subresource>();
  const verbs = ['get', 'patch', 'update'];
  if (schemas.versions.some((version) => version.hasStatus)) {
    found.set('status', { name: 'status', group: '', version: '', kind: schemas.names.kind, verbs });
  }
  if (schemas.versions.some((version) => version.scale !== undefined)) {
    found.set('scale', { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs });
  }
  return found;
}

/** The schemas with what every object has besides: its type and its metadata. */
function publishedSchemas(schemas: CrdSchemas): SchemaSet {
  const builtin = builtinSchemas();
  const byVersion = new Map(
    schemas.versions.map(({ name, schema }) => [name, { ...schema, 'x-kubernetes-embedded-resource': true }]),
  );
  return {
    ofKind: (gvk) => {
      if (gvk.group !== schemas.group || gvk.kind !== schemas.names.kind) return undefined;
      return byVersion.get(gvk.version);
    },
    resolve: (ref) => builtin.resolve(ref),
  };
}

/** Whether a condition of a CRD holds. */
export function hasCondition(crd: KubeObject, type: string): boolean {
  const conditions = jsonAt(crd, 'status', 'conditions');
  if (!Array.isArray(conditions)) return false;
  return conditions.some((condition) => jsonAt(condition, 'type') === type && jsonAt(condition, 'status') === 'True');
}

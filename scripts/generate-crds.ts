/**
 * Writes `crds/<plural>.<group>.yaml`: one CustomResourceDefinition a kind, made from upstream's, in every version that manifests use. All
 * versions are served without conversion and hold the fields of all, the newest is stored; descriptions are dropped, so that a plain
 * `kubectl apply` has room for its annotation.
 *
 *     SLIPWAY_DATA=… bin/node scripts/generate-crds.ts [--check]
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../src/base/index.ts';
import {
  compareApiVersions,
  crdSchemas,
  type CrdSchemas,
  type CrdVersion,
  type StructuralSchema,
} from '../src/schema/index.ts';
import { readYaml, writeYaml } from '../src/yaml/index.ts';
import { type Adjustment, adjustments, adjustSchema } from './crds/adjust.ts';
import { uniteSchemas } from './crds/union.ts';
import { dataFolder, type GeneratedFiles, runGenerator } from './generated-files.ts';

/** How much JSON a CRD may be: `kubectl apply` keeps it in an annotation, and annotations have 256 KiB in all. */
const maxJson = 250_000;

/** The CRDs made from the upstream ones of a data folder. */
export function generateCrds(data: string): GeneratedFiles {
  const files = new Map<string, string>();
  for (const [name, sources] of readSources(join(data, 'crds'))) {
    const adjustment = adjustments[name] ?? {};
    const crd = makeCrd(name, sources, adjustment);
    const size = JSON.stringify(crd).length;
    if (size > maxJson) throw new Error(`${name} is ${size} bytes of JSON: leave the content of something out`);
    files.set(`crds/${name}.yaml`, comment(adjustment) + writeYaml(crd, { keyOrder: 'given' }));
  }
  return files;
}

/** An upstream CRD, whole and as it was read. */
interface Source {
  readonly project: string;
  readonly crd: KubeObject;
  readonly read: CrdSchemas;
  readonly isOlder: boolean;
}

function readSources(folder: string): Map<string, Source[]> {
  const found = new Map<string, Source[]>();
  for (const file of globSync('**/*.yaml', { cwd: folder }).sort()) {
    const { documents } = readYaml(readFileSync(join(folder, file)), { profile: 'go2', file });
    const crd = documents[0]?.value as KubeObject;
    const read = crdSchemas(crd);
    if (read.problems.length > 0) throw new Error(`${file}: ${JSON.stringify(read.problems)}`);
    const isOlder = basename(dirname(file)) === 'older';
    const project = basename(isOlder ? dirname(dirname(file)) : dirname(file));
    found.set(read.name, [...(found.get(read.name) ?? []), { project, crd, read, isOlder }]);
  }
  return found;
}

function makeCrd(name: string, sources: readonly Source[], adjustment: Adjustment): JsonObject {
  const newest = sources.find(({ isOlder }) => !isOlder);
  if (newest === undefined) throw new Error(`${name} has older versions only`);
  const versions = sources.flatMap(({ read }) => read.versions).sort((a, b) => compareApiVersions(a.name, b.name));
  const [first] = versions;
  if (first === undefined) throw new Error(`${name} has no version`);
  const note = (what: string): void => console.log(`${name}: ${what}`);
  const united = versions
    .slice(1)
    .reduce((schema, { schema: older }) => uniteSchemas(schema, older, note), first.schema);
  const labels = { ...newest.crd.metadata.labels, ...labelsOf(newest.project) };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, labels },
    spec: {
      group: newest.read.group,
      names: namesOf(newest.read),
      scope: newest.read.scope,
      conversion: { strategy: 'None' },
      versions: versions.map((version) =>
        makeVersion(version, first, adjustSchema(united, adjustment, version === first)),
      ),
    },
  };
}

/** The Flux release whose CRDs these are: what `flux check` and `flux version` report as the distribution. */
const fluxRelease = 'v2.9.5';

/** What `flux check` and `flux uninstall` select by; of other projects' CRDs we say whose they are. */
function labelsOf(project: string): Record<string, string> {
  if (project === 'argo-cd') return { 'app.kubernetes.io/part-of': 'argocd' };
  if (!/-controller$|^source-watcher$/.test(project)) return { 'app.kubernetes.io/part-of': project };
  return {
    'app.kubernetes.io/component': project,
    'app.kubernetes.io/instance': 'flux-system',
    'app.kubernetes.io/part-of': 'flux',
    'app.kubernetes.io/version': fluxRelease,
  };
}

function namesOf({ names }: CrdSchemas): JsonObject {
  const { kind, listKind, plural, singular, shortNames, categories } = names;
  return {
    kind,
    listKind,
    plural,
    singular,
    ...(shortNames.length > 0 ? { shortNames: [...shortNames] } : {}),
    ...(categories.length > 0 ? { categories: [...categories] } : {}),
  };
}

function makeVersion(version: CrdVersion, newest: CrdVersion, schema: StructuralSchema): JsonObject {
  const { hasStatus, scale, selectableFields } = newest;
  const columns = version.printerColumns.map(({ name, type, format, jsonPath, priority }) => ({
    name,
    type,
    ...(format === undefined ? {} : { format }),
    jsonPath,
    ...(priority === 0 ? {} : { priority }),
  }));
  return {
    name: version.name,
    served: true,
    storage: version === newest,
    ...(version.deprecated ? { deprecated: true } : {}),
    ...(version.deprecationWarning === undefined ? {} : { deprecationWarning: version.deprecationWarning }),
    ...(columns.length > 0 ? { additionalPrinterColumns: columns } : {}),
    ...(selectableFields.length > 0 ? { selectableFields: selectableFields.map((jsonPath) => ({ jsonPath })) } : {}),
    // One version with a status of its own and one without would lose it between them, so the newest decides.
    ...(hasStatus || scale !== undefined
      ? {
          subresources: {
            ...(hasStatus ? { status: {} } : {}),
            ...(scale === undefined ? {} : { scale: { ...scale } }),
          },
        }
      : {}),
    schema: { openAPIV3Schema: withoutProse(schema as Json) },
  };
}

/** The schema without titles, descriptions and examples, its keys sorted. */
function withoutProse(schema: Json): Json {
  if (!isJsonObject(schema)) return schema;
  const copy: JsonObject = {};
  for (const key of Object.keys(schema).sort()) {
    const value = schema[key] ?? null;
    if (key === 'title' || key === 'description' || key === 'example') continue;
    if (key === 'properties' && isJsonObject(value)) {
      const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      copy[key] = Object.fromEntries(entries.map(([name, property]) => [name, withoutProse(property ?? null)]));
    } else if (Array.isArray(value)) {
      copy[key] = ['allOf', 'anyOf', 'oneOf'].includes(key) ? value.map(withoutProse) : value;
    } else copy[key] = ['items', 'additionalProperties', 'not'].includes(key) ? withoutProse(value) : value;
  }
  return copy;
}

function comment({ open = [] }: Adjustment): string {
  const lines = ['Written by scripts/generate-crds.ts.', ...open.map(({ path, why }) => `${path} is open: ${why}.`)];
  return lines.map((line) => `# ${line}\n`).join('');
}

if (import.meta.main) runGenerator(generateCrds(dataFolder()), 'crds', '.yaml');

/**
 * Writes `src/sandbox/generated/go-types.json`: how Kubernetes' Go types read and write JSON and protobuf, taken from the struct
 * tags of the Go modules of one release. The sandbox needs what OpenAPI does not say: which absent fields are written all the same,
 * which zero values are dropped, how Go names a type in an error, and protobuf's field numbers.
 *
 *     bin/node scripts/generate-sandbox-types.ts "$(go env GOMODCACHE)" 0.36.3
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [cache = '', release = ''] = process.argv.slice(2);
const module_ = (name: string): string => join(cache, `k8s.io/${name}@v${release}`);

/** Import path → folder with the types, for every package that a stored kind may use. */
const packages: Record<string, string> = Object.fromEntries(
  [
    'admissionregistration/v1 apps/v1 authentication/v1 authorization/v1 autoscaling/v1 autoscaling/v2 batch/v1 certificates/v1',
    'coordination/v1 core/v1 discovery/v1 events/v1 flowcontrol/v1 networking/v1 node/v1 policy/v1 rbac/v1 resource/v1',
    'scheduling/v1 storage/v1',
  ]
    .flatMap((line) => line.split(' '))
    .map((name) => [`k8s.io/api/${name}`, join(module_('api'), name)]),
);
packages['k8s.io/apimachinery/pkg/apis/meta/v1'] = join(module_('apimachinery'), 'pkg/apis/meta/v1');
packages['k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1'] = join(
  module_('apiextensions-apiserver'),
  'pkg/apis/apiextensions/v1',
);
packages['k8s.io/kube-aggregator/pkg/apis/apiregistration/v1'] = join(
  module_('kube-aggregator'),
  'pkg/apis/apiregistration/v1',
);

/** Types with their own JSON form. */
const special: Record<string, string> = {
  'k8s.io/apimachinery/pkg/api/resource.Quantity': 'Quantity',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': 'IntOrString',
  'k8s.io/apimachinery/pkg/runtime.RawExtension': 'RawExtension',
  'k8s.io/apimachinery/pkg/types.UID': 'string',
  'k8s.io/apimachinery/pkg/types.NodeName': 'string',
  'meta/v1.Time': 'Time',
  'meta/v1.MicroTime': 'MicroTime',
  'meta/v1.Duration': 'Duration',
  'meta/v1.FieldsV1': 'FieldsV1',
  'apiextensions/v1.JSON': 'JSON',
  'apiextensions/v1.JSONSchemaPropsOrBool': 'JSONSchemaPropsOrBool',
  'apiextensions/v1.JSONSchemaPropsOrArray': 'JSONSchemaPropsOrArray',
  'apiextensions/v1.JSONSchemaPropsOrStringArray': 'JSONSchemaPropsOrStringArray',
};
const scalars = new Set('string bool int32 int64 int uint32 uint64 float64 byte'.split(' '));

/** `core/v1` for an import path. */
function shortOf(path: string): string {
  return path.split('/').slice(-2).join('/');
}

type Declared = { fields: Record<string, string> } | { alias: string };

function declarationsOf(path: string, folder: string): Map<string, Declared> {
  const found = new Map<string, Declared>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.go') || file.endsWith('_test.go') || /^(?:zz_|generated\.pb)/.test(file)) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    const imports = importsOf(text);
    const resolve = (type: string): string => resolveType(type.trim(), path, imports);
    for (const [, name = '', body = ''] of text.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
      found.set(`${shortOf(path)}.${name}`, { fields: fieldsOf(body, resolve) });
    }
    for (const [, name = ''] of text.matchAll(/^type (\w+) struct ?\{\}$/gm))
      found.set(`${shortOf(path)}.${name}`, { fields: {} });
    for (const [, name = '', type = ''] of text.matchAll(/^type (\w+) =? ?((?!struct|interface|func)[\w[\].*]+)$/gm)) {
      found.set(`${shortOf(path)}.${name}`, { alias: resolve(type) });
    }
  }
  return found;
}

function importsOf(text: string): Map<string, string> {
  const block = /^import \(\n(.*?)^\)/ms.exec(text)?.[1] ?? text.replaceAll(/^import /gm, '');
  const imports = new Map<string, string>();
  for (const [, alias, path = ''] of block.matchAll(/^\s*(\w+)?\s*"([^"]+)"/gm)) {
    imports.set(alias ?? path.split('/').at(-1) ?? '', path);
  }
  return imports;
}

function resolveType(type: string, path: string, imports: ReadonlyMap<string, string>): string {
  if (type.startsWith('*')) return `*${resolveType(type.slice(1), path, imports)}`;
  if (type === '[]byte') return 'bytes';
  if (type.startsWith('[]')) return `[]${resolveType(type.slice(2), path, imports)}`;
  const map = /^map\[[\w.]+\](.*)$/.exec(type);
  if (map !== null) return `{}${resolveType(map[1] ?? '', path, imports)}`;
  if (scalars.has(type)) return type;
  const [first = '', second] = type.split('.');
  const full = second === undefined ? path : (imports.get(first) ?? first);
  const name = second ?? first;
  if (special[`${full}.${name}`] !== undefined) return special[`${full}.${name}`] ?? '';
  return special[`${shortOf(full)}.${name}`] ?? `${shortOf(full)}.${name}`;
}

function fieldsOf(body: string, resolve: (type: string) => string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of body.split('\n')) {
    const match = /^\s*(?:(\w+)\s+)?([\w[\].*]+)\s+`(.*)`/.exec(line);
    if (match === null) continue;
    const [, , type = '', tags = ''] = match;
    const [json = '', ...options] = (/json:"([^"]*)"/.exec(tags)?.[1] ?? '-').split(',');
    if (json === '-') continue;
    const number = /protobuf:"\w+,(\d+)/.exec(tags)?.[1] ?? '0';
    const flags = (options.includes('omitempty') ? '?' : '') + (options.includes('omitzero') ? '0' : '');
    if (json === '') {
      if (!type.endsWith('TypeMeta')) fields[`...${number}`] = resolve(type.replace(/^\*/, ''));
      continue;
    }
    fields[json] = `${number}${flags === '' ? '' : ` ${flags}`} ${resolve(type)}`;
  }
  return fields;
}

const all = new Map<string, Declared>();
for (const [path, folder] of Object.entries(packages)) {
  for (const [name, declared] of declarationsOf(path, folder)) all.set(name, declared);
}
all.set('runtime.Unknown', { fields: { typeMeta: '1 runtime.TypeMeta', raw: '2 bytes' } });

/** What is reachable from the kinds (structs with a TypeMeta are not told apart here: every kind's struct ends in no other). */
const used = new Map<string, string | Record<string, string>>();
function use(type: string): void {
  const name = type.replace(/^(?:\*|\[\]|\{\})+/, '');
  const declared = all.get(name);
  if (declared === undefined || used.has(name)) return;
  if ('alias' in declared) {
    used.set(name, declared.alias);
    use(declared.alias);
  } else {
    used.set(name, declared.fields);
    for (const field of Object.values(declared.fields)) use(field.split(' ').at(-1) ?? '');
  }
}
for (const [name, declared] of all) {
  const kind = 'fields' in declared && (declared.fields['metadata'] ?? '').endsWith('meta/v1.ObjectMeta');
  if (kind && !name.startsWith('meta/')) use(name);
}
for (const extra of ['meta/v1.DeleteOptions', 'autoscaling/v1.Scale', 'policy/v1.Eviction']) use(extra);

const lines = [...used.entries()]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
const out = join(import.meta.dirname, '..', 'src/sandbox/generated/go-types.json');
writeFileSync(out, `{\n${lines.join(',\n')}\n}\n`);
console.log(`${used.size} types`);

/**
 * Writes `src/schema/generated/<kind>.ts`: TypeScript interfaces for the kinds that the code reads, made from our CRDs. Whatever has the
 * same members is one interface, under the name of the place where it comes first.
 *
 *     bin/node scripts/generate-types.ts [--check]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, KubeObject } from '../src/base/index.ts';
import { crdSchemas, type StructuralSchema } from '../src/schema/index.ts';
import { readYaml } from '../src/yaml/index.ts';
import { type GeneratedFiles, root, runGenerator } from './generated-files.ts';

/** The CRDs whose kinds have interfaces. */
const wanted = [
  'applications.argoproj.io',
  'appprojects.argoproj.io',
  'gitrepositories.source.toolkit.fluxcd.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
];

/** The interfaces of the wanted kinds, a file each. */
export function generateTypes(): GeneratedFiles {
  const files = new Map<string, string>();
  const exports: string[] = [];
  for (const name of wanted) {
    const file = join(root, 'crds', `${name}.yaml`);
    const { documents } = readYaml(readFileSync(file), { profile: 'go2', file });
    const { kind, text } = typesOf(documents[0]?.value as KubeObject);
    const words = kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    files.set(`src/schema/generated/${words}.ts`, text);
    exports.push(`export type { ${kind}, ${kind}Spec, ${kind}Status } from './${words}.ts';\n`);
  }
  files.set('src/schema/generated/index.ts', exports.sort().join(''));
  return files;
}

/** The file for the kind of a CRD. */
export function typesOf(crd: KubeObject): { kind: string; text: string } {
  const { group, names, versions } = crdSchemas(crd);
  const [newest] = versions;
  if (newest === undefined) throw new Error(`${names.plural} has no version`);
  const writer = new InterfaceWriter(names.kind);
  const { spec = {}, status } = newest.schema.properties ?? {};
  const members = Object.entries(newest.schema.properties ?? {}).filter(
    ([name]) => !['apiVersion', 'kind', 'metadata', 'spec', 'status'].includes(name),
  );
  const apiVersions = versions.map((version) => `'${group}/${version.name}'`).join(' | ');
  const lines = [
    `  readonly apiVersion: ${apiVersions};`,
    `  readonly kind: '${names.kind}';`,
    `  readonly metadata: ObjectMeta;`,
    `  readonly spec: ${writer.typeOf(spec, `${names.kind}Spec`)};`,
    ...members.map(([name, schema]) => `  readonly ${name}?: ${writer.typeOf(schema, names.kind + capital(name))};`),
    ...(status === undefined ? [] : [`  readonly status?: ${writer.typeOf(status, `${names.kind}Status`)};`]),
  ];
  const body = [
    `/** ${names.kind} of ${group}: what our CRD, which holds the fields of every version, says of it. */`,
    `export interface ${names.kind} {`,
    ...lines,
    '}',
    '',
    ...writer.interfaces,
  ].join('\n');
  const used = ['Json', 'JsonObject', 'ObjectMeta'].filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const text = `// Written by scripts/generate-types.ts from crds/${names.plural}.${group}.yaml.
import type { ${used.join(', ')} } from '../../base/index.ts';

${body.trimEnd()}
`;
  return { kind: names.kind, text };
}

/** Collects the interfaces that the types of a kind need. */
class InterfaceWriter {
  readonly interfaces: string[] = [];
  readonly #kind: string;
  readonly #byBody = new Map<string, string>();
  readonly #names = new Set<string>();

  constructor(kind: string) {
    this.#kind = kind;
  }

  /** The type of a schema; objects become interfaces named `name`, or the one that has the same members already. */
  typeOf(schema: StructuralSchema, name: string): string {
    const type = this.#plainTypeOf(schema, name);
    return schema.nullable === true ? `${type} | null` : type;
  }

  #plainTypeOf(schema: StructuralSchema, name: string): string {
    if (schema['x-kubernetes-int-or-string'] === true) return 'number | string';
    switch (schema.type) {
      case 'string':
        return schema.enum === undefined ? 'string' : schema.enum.map(literal).join(' | ');
      case 'integer':
      case 'number':
        return 'number';
      case 'boolean':
        return 'boolean';
      case 'array': {
        const item = this.typeOf(schema.items ?? {}, singular(name));
        return `readonly ${item.includes(' ') ? `(${item})` : item}[]`;
      }
      case 'object':
        return this.#objectType(schema, name);
      default:
        return 'Json';
    }
  }

  #objectType(schema: StructuralSchema, name: string): string {
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length === 0) {
      const others = schema.additionalProperties;
      return typeof others === 'object'
        ? `Readonly<Record<string, ${this.typeOf(others, singular(name))}>>`
        : 'JsonObject';
    }
    // A place for the interface before those of its members.
    const index = this.interfaces.push('') - 1;
    const members = properties.map(([member, property]) => {
      const isRequired = schema.required?.includes(member) === true;
      const key = /^[A-Za-z_$][\w$]*$/.test(member) ? member : JSON.stringify(member);
      return `  readonly ${key}${isRequired ? '' : '?'}: ${this.typeOf(property, name + capital(member))};`;
    });
    const body = members.join('\n');
    const known = this.#byBody.get(body);
    if (known !== undefined) {
      this.interfaces.splice(index, 1);
      return known;
    }
    const free = this.#freeName(name);
    this.#byBody.set(body, free);
    const isPublic = free === `${this.#kind}Spec` || free === `${this.#kind}Status`;
    this.interfaces[index] =
      `${isPublic ? `/** The ${free.slice(this.#kind.length).toLowerCase()} of ${this.#kind}. */\nexport ` : ''}interface ${free} {\n${body}\n}\n`;
    return free;
  }

  #freeName(name: string): string {
    let free = name;
    for (let count = 2; this.#names.has(free); count += 1) free = `${name}${count}`;
    this.#names.add(free);
    return free;
  }
}

function literal(value: Json): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : JSON.stringify(value);
}

function capital(name: string): string {
  const word = name.replaceAll(/[^A-Za-z0-9]/g, '');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : `${name}Item`;
}

if (import.meta.main) runGenerator(generateTypes());

import { readYaml, type YamlValue } from '../../../../yaml/index.ts';
import { KustomizeError } from '../../error.ts';
import { fieldSpec, type FieldSpec } from '../../tables/index.ts';
import { emptyConfig, type NameReference, type TransformerConfig } from './transformer-config.ts';

/** How deep types may lie in one another; upstream has no limit and never ends where types hold themselves. */
export const maxCrdDepth = 64;
/** How many fields are looked at in one file. */
export const maxCrdFields = 200_000;

type YamlMap = { readonly [key: string]: YamlValue };

/**
 * Reads a file of `crds:` (kustomize api 0.20, accumulator/loadconfigfromcrds.go): OpenAPI definitions by type name, whose `x-kubernetes-*`
 * extensions say which fields are annotations, label selectors, names and references. Gives one configuration for each type that looks
 * like a Kubernetes object; they are to be merged in order.
 *
 * Throws `malformed` where it cannot be read, `limit` where its types go on without end.
 */
export function readCrdConfigs(text: string | Uint8Array, file: string): TransformerConfig[] {
  const { documents, problems } = readYaml(text, { profile: 'go2', file, documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined)
    throw new KustomizeError('malformed', `unable to parse open API definition from '${file}': ${problem.message}`, {
      file,
    });
  const value = documents[0]?.value ?? {};
  if (!isMap(value) || !Object.values(value).every(isDefinition)) {
    const message = `unable to parse open API definition from '${file}': a map of definitions with their schemas is expected`;
    throw new KustomizeError('malformed', message, { file });
  }
  const reader = new DefinitionReader(value, file);
  return Object.keys(value)
    .filter((name) => reader.isKubernetesType(name))
    .map((name) => reader.config(name));
}

/** What Go's JSON takes for a definition. */
function isDefinition(value: YamlValue): boolean {
  if (value === null) return true;
  if (!isMap(value)) return false;
  const schema = memberOf(value, 'schema') ?? {};
  return isMap(schema) && isMap(memberOf(schema, 'properties') ?? {});
}

class DefinitionReader {
  readonly #definitions: YamlMap;
  readonly #file: string;
  #fields = 0;

  constructor(definitions: YamlMap, file: string) {
    this.#definitions = definitions;
    this.#file = file;
  }

  isKubernetesType(name: string): boolean {
    const properties = this.#properties(name);
    return ['kind', 'apiVersion', 'metadata'].every((field) => Object.hasOwn(properties, field));
  }

  config(name: string): TransformerConfig {
    const found: Found = { commonAnnotations: [], commonLabels: [], namePrefix: [], nameReference: [] };
    this.#collect(name, { kind: name.slice(name.lastIndexOf('.') + 1), path: [], found });
    return { ...emptyConfig, ...found };
  }

  #collect(type: string, { kind, path, found }: Position): void {
    if (path.length > maxCrdDepth) throw this.#limit(`types lie more than ${maxCrdDepth} deep in ${kind}`);
    for (const [name, property] of Object.entries(this.#properties(type))) {
      if ((this.#fields += 1) > maxCrdFields) throw this.#limit(`there are more than ${maxCrdFields} fields`);
      if (!isMap(property)) continue;
      const steps = [...path, name];
      const spec = (...more: string[]): FieldSpec => fieldSpec({ kind, path: [...steps, ...more].join('/') });
      if (textAt(property, 'x-kubernetes-annotation') !== undefined) found.commonAnnotations.push(spec());
      if (textAt(property, 'x-kubernetes-label-selector') !== undefined) found.commonLabels.push(spec());
      if (textAt(property, 'x-kubernetes-identity') !== undefined) found.namePrefix.push(spec());
      const version = textAt(property, 'x-kubernetes-object-ref-api-version');
      const referred = textAt(property, 'x-kubernetes-object-ref-kind');
      if (version !== undefined && referred !== undefined) {
        const nameKey = textAt(property, 'x-kubernetes-object-ref-name-key') ?? 'name';
        found.nameReference.push({ group: '', version, kind: referred, fields: [spec(nameKey)] });
      }
      const reference = textAt(property, '$ref');
      if (reference !== undefined && reference !== '') this.#collect(reference, { kind, path: steps, found });
    }
  }

  #properties(type: string): YamlMap {
    if (!Object.hasOwn(this.#definitions, type)) return {};
    const schema = memberOf(this.#definitions[type], 'schema');
    const properties = memberOf(schema, 'properties');
    return isMap(properties) ? properties : {};
  }

  #limit(what: string): KustomizeError {
    return new KustomizeError('limit', `${this.#file}: ${what}: shorten the definitions`, { file: this.#file });
  }
}

interface Found {
  readonly commonAnnotations: FieldSpec[];
  readonly commonLabels: FieldSpec[];
  readonly namePrefix: FieldSpec[];
  readonly nameReference: NameReference[];
}

interface Position {
  readonly kind: string;
  readonly path: readonly string[];
  readonly found: Found;
}

/** JSON's readers in Go overlook the case of a field's name. */
function memberOf(value: YamlValue | undefined, name: string): YamlValue | undefined {
  if (!isMap(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  const key = Object.keys(value).find((other) => other.toLowerCase() === name);
  return key === undefined ? undefined : value[key];
}

function textAt(property: YamlMap, key: string): string | undefined {
  const value = memberOf(property, key);
  return typeof value === 'string' ? value : undefined;
}

function isMap(value: YamlValue | undefined): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

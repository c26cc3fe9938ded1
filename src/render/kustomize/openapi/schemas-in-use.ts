import { isJsonObject, type JsonObject } from '../../../base/index.ts';
import { readYaml, toJson } from '../../../yaml/index.ts';
import { KustomizeError } from '../error.ts';
import { apiVersionOf, type Gvk, type Scopes } from '../resource/index.ts';
import { builtInSchemas } from './built-in.ts';
import { customSchemas } from './custom.ts';
import type { MergeSchema, SchemaDocument } from './merge-schema.ts';

/** The field `openapi` of a kustomization. */
export interface OpenApiField {
  /** A schema that is built in; there is one. */
  readonly version?: string | undefined;
  /** The text of the file that `path` names, and its name for messages. */
  readonly schema?: { readonly text: string; readonly file: string } | undefined;
}

/** The only built-in version (kyaml 0.20, kubernetesapi.DefaultOpenAPI). */
const builtInVersion = 'v1.21.2';

/**
 * The schemas that a build uses. Upstream keeps them in a global (kyaml 0.20, openapi.go), and what it knows depends on the order of
 * questions: a custom schema takes the place of the built-in one, except where that was already asked for or where the scope of a kind
 * beyond the built-in ones was asked before. This class is asked in the same order.
 */
export class SchemasInUse implements Scopes {
  #custom: SchemaDocument | undefined;
  #chosen = false;
  /** What has been loaded, the newest last: a definition or kind of a newer one hides that of an older one. */
  #loaded: SchemaDocument[] = [];
  #isLoaded = false;
  #builtInIsWanted = false;

  /**
   * Takes what a kustomization says. The first one that says something counts for the whole build.
   * @throws KustomizeError `bad-kustomization` for both a version and a schema, for a version that is not built in, and for a file that is no
   * Swagger document.
   */
  choose({ version = '', schema }: OpenApiField): void {
    if (this.#chosen) return;
    if (schema !== undefined) {
      if (version !== '') {
        throw new KustomizeError('bad-kustomization', 'openapi names both a version and a path; leave one of them');
      }
      this.#custom = customSchemas(parseSwagger(schema.text, schema.file));
      this.#chosen = true;
      this.#isLoaded = false;
      return;
    }
    if (version === '') return;
    if (version !== builtInVersion) {
      throw new KustomizeError('bad-kustomization', `openapi version ${version} is not built in; ${builtInVersion} is`);
    }
    this.#chosen = true;
    this.#isLoaded = false;
  }

  /** The schema of a kind, or undefined where none is known. */
  schemaOf(apiVersion: string, kind: string): MergeSchema | undefined {
    this.#load();
    for (const document of this.#loaded.toReversed()) {
      const name = document.definitionOf(apiVersion, kind);
      if (name !== undefined) return this.#resolve(name);
    }
    return undefined;
  }

  /** Whether a kind certainly lies in no namespace (kyaml 0.20, IsCertainlyClusterScoped). */
  isClusterScoped(gvk: Gvk): boolean {
    const { kind } = gvk;
    const apiVersion = apiVersionOf(gvk);
    const known = builtInSchemas().isNamespaced(apiVersion, kind);
    if (known !== undefined) return !known;
    if (!this.#isLoaded && this.#custom === undefined) {
      this.#builtInIsWanted = true;
      return false;
    }
    this.#load();
    const scopes = new Set(this.#loaded.map((document) => document.isNamespaced(apiVersion, kind)));
    return scopes.has(false) && !scopes.has(true);
  }

  #load(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const builtIn = builtInSchemas();
    if (this.#custom !== undefined) this.#loaded.push(this.#custom);
    if (this.#custom === undefined || (this.#builtInIsWanted && !this.#loaded.includes(builtIn))) {
      this.#loaded = [...this.#loaded.filter((document) => document !== builtIn), builtIn];
    }
  }

  #resolve(name: string): MergeSchema | undefined {
    for (const document of this.#loaded.toReversed()) {
      const schema = document.definition(name, (other) => this.#resolve(other));
      if (schema !== undefined) return schema;
    }
    return undefined;
  }
}

function parseSwagger(text: string, file: string): JsonObject {
  const { documents, problems } = readYaml(text, { profile: 'go2', file, documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined) {
    throw new KustomizeError('bad-kustomization', `the schemas in ${file} cannot be read: ${problem.message}`, {
      file,
    });
  }
  const [document] = documents;
  const value = document === undefined ? {} : toJson(document.value);
  if (!isJsonObject(value)) throw new KustomizeError('bad-kustomization', `${file} holds no schemas`, { file });
  return value;
}

import { isJsonObject, jsonAt, type KubeObject, objectsAt, sha256, textAt, textMapAt } from '../../base/index.ts';
import type { Lookup, Rewriting } from '../../engine/index.ts';
import { envsubst, EnvsubstError } from '../../lang/index.ts';
import { readYaml, toJson, writeYaml } from '../../yaml/index.ts';
import { kustomizeGroup } from '../names.ts';

/** The longest object that variables may make, in characters. */
const maxLength = 10_000_000;

/** Variables of a Kustomization, or why they cannot be had. */
type Variables =
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * `spec.postBuild`: variables that are put into what was built (fluxcd/pkg kustomize, SubstituteVariables; kustomize-controller 1.9, strict).
 * Those of `substituteFrom` first, in their order, then those of `substitute`. Undefined where the Kustomization asks for none.
 */
export async function substitutionOf(owner: KubeObject, lookup: Lookup): Promise<Rewriting | undefined> {
  if (!isJsonObject(jsonAt(owner, 'spec', 'postBuild'))) return undefined;
  const variables = await loadVariables(owner, lookup);
  if (variables.kind === 'values' && variables.values.size === 0) return undefined;
  return {
    id: sha256(JSON.stringify(variables.kind === 'values' ? [...variables.values] : variables.message)),
    rewrite: (object) => substitute(object, variables),
  };
}

async function loadVariables(owner: KubeObject, lookup: Lookup): Promise<Variables> {
  const values = new Map<string, string>();
  const add = (name: string, value: string): void => void values.set(name, value.replaceAll('\n', ''));
  for (const reference of objectsAt(owner, 'spec', 'postBuild', 'substituteFrom')) {
    const kind = textAt(reference, 'kind');
    const name = textAt(reference, 'name');
    const found = await lookup.get({ group: '', kind }, owner.metadata.namespace ?? '', name);
    if (found === undefined) {
      if (reference['optional'] === true) continue;
      const resource = `${kind.toLowerCase()}s`;
      return { kind: 'problem', message: `substitute from '${kind}/${name}' error: ${resource} "${name}" not found` };
    }
    for (const [key, value] of Object.entries(textMapAt(found, 'data'))) {
      add(key, kind === 'Secret' ? Buffer.from(value, 'base64').toString('utf8') : value);
    }
  }
  for (const [key, value] of Object.entries(textMapAt(owner, 'spec', 'postBuild', 'substitute'))) add(key, value);
  const wrong = [...values.keys()].find((name) => !/^[_\p{L}][_\p{L}\p{Nd}]*$/u.test(name));
  if (wrong === undefined) return { kind: 'values', values };
  const pattern = '^[_[:alpha:]][_[:alpha:][:digit:]]*$';
  return { kind: 'problem', message: `envsubst error: '${wrong}' var name is invalid, must match '${pattern}'` };
}

function substitute(object: KubeObject, variables: Variables): ReturnType<Rewriting['rewrite']> {
  const { labels, annotations } = object.metadata;
  const key = `${kustomizeGroup}/substitute`;
  if (labels?.[key] === 'disabled' || annotations?.[key] === 'disabled') return { kind: 'object', object };
  if (variables.kind === 'problem') return failed(object, variables.message);
  let text: string;
  try {
    text = envsubst(writeYaml(object), { valueOf: (name) => variables.values.get(name), maxLength });
  } catch (error) {
    if (!(error instanceof EnvsubstError)) throw error;
    return failed(object, `envsubst error: variable substitution failed: ${error.message}`);
  }
  const { documents, problems } = readYaml(text, { profile: 'go2', documents: 'first' });
  const value = documents[0] === undefined ? undefined : toJson(documents[0].value);
  if (problems.length > 0 || !isObject(value)) {
    // The words of the reader may hold the value of a variable, which may be a secret.
    return failed(object, 'envsubst error: YAMLToJSON: with its variables this is no Kubernetes object any more');
  }
  return { kind: 'object', object: value };
}

function isObject(value: unknown): value is KubeObject {
  return isJsonObject(value) && isJsonObject(value['metadata']) && typeof value['kind'] === 'string';
}

function failed(object: KubeObject, message: string): ReturnType<Rewriting['rewrite']> {
  return {
    kind: 'problem',
    problem: { code: 'post-build', message: `post build failed for '${idOf(object)}': ${message}` },
  };
}

/** As upstream names it here: `Deployment.v1.apps/app`. */
function idOf({ apiVersion, kind, metadata }: KubeObject): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '[noGrp]' : apiVersion.slice(0, slash);
  return `${kind}.${apiVersion.slice(slash + 1)}.${group}/${metadata.name ?? ''}`;
}

import { isJsonObject, type Json, type JsonObject, type Problem } from '../../../base/index.ts';
import { applyMergePatch } from '../../../patch/index.ts';
import { resolveLinks, type Tree } from '../../../source/index.ts';
import { readYaml, toJson } from '../../../yaml/index.ts';
import { sourceFaults } from './source-faults.ts';

/** Fields that the repository has no say in. */
const ownFields: ReadonlySet<string> = new Set(['repoURL', 'targetRevision', 'path', 'chart']);

/**
 * A source with the parameters that its folder says over it in `.argocd-source.yaml`, then in `.argocd-source-<application>.yaml`
 * (Argo CD v3.6, reposerver/repository mergeSourceParameters).
 */
export function withInRepositoryParameters(
  source: JsonObject,
  tree: Tree,
  folder: string,
  application: string,
): { readonly source: JsonObject; readonly problems: readonly Problem[] } {
  let merged: JsonObject = source;
  for (const name of ['.argocd-source.yaml', `.argocd-source-${application}.yaml`]) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const read = readParameters(tree, path);
    if (read === undefined) continue;
    if ('problem' in read) return { source: merged, problems: [read.problem] };
    merged = over(merged, withoutOwn(read.parameters)) as JsonObject;
    const faults = sourceFaults(merged);
    if (faults.length > 0) return { source: merged, problems: faults.map((fault) => ({ ...fault, file: path })) };
  }
  return { source: merged, problems: [] };
}

function withoutOwn(parameters: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parameters).filter(([field]) => !ownFields.has(field)));
}

/** What a file says; undefined where there is none. */
function readParameters(
  tree: Tree,
  path: string,
): { readonly parameters: JsonObject } | { readonly problem: Problem } | undefined {
  // Looked at first so that nothing on the way is recorded where there is nothing to follow.
  const entry = tree.entry(path);
  if (entry === undefined || entry.kind === 'folder') return undefined;
  const found = resolveLinks(tree, path);
  if (found.kind === 'missing' || (found.kind === 'found' && found.entry.kind === 'folder')) return undefined;
  if (found.kind !== 'found') {
    const message = `${path} leads out of the repository: put the file itself there`;
    return { problem: { code: 'path-outside', message, file: path } };
  }
  const { documents, problems } = readYaml(tree.read(found.path), { profile: 'go2', file: path, documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined) return { problem };
  const parameters = toJson(documents[0]?.value ?? null);
  if (parameters === null) return { parameters: {} };
  if (isJsonObject(parameters)) return { parameters };
  const message = 'parameters of a source are an object, such as `kustomize: {namePrefix: x-}`';
  return { problem: { code: 'invalid-spec', message, file: path } };
}

/**
 * What Go makes of a merge patch that it reads into the source it was made from: objects grow and never lose a field, a `null` changes nothing,
 * and an entry of a list keeps what the one in its place had and it does not say. `valuesObject` alone is taken as it is patched.
 */
function over(before: Json | undefined, patch: Json, field = ''): Json {
  if (patch === null) return before ?? null;
  if (field === 'valuesObject') return applyMergePatch(before ?? {}, patch);
  if (Array.isArray(patch)) {
    const items = Array.isArray(before) ? before : [];
    return patch.map((item, index) => (isJsonObject(item) ? over(items[index], item) : item));
  }
  if (!isJsonObject(patch)) return patch;
  const result = new Map(Object.entries(isJsonObject(before) ? before : {}));
  for (const [key, value] of Object.entries(patch)) {
    const next = over(result.get(key), value ?? null, key);
    if (next !== null) result.set(key, next);
  }
  return Object.fromEntries(result);
}

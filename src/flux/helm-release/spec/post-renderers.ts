import { isJsonObject, type Json, type JsonObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { goMapJson, goStructJson } from '../../../release/index.ts';
import { digestOf } from '../digest.ts';

/** Whether hooks are post-rendered with the other objects, by themselves, or not at all (helm-controller api v2). */
export type PostRenderStrategy = 'combined' | 'separate' | 'nohooks';

/** An entry of `spec.postRenderers`, as it was written: an object, in which Flux knows `kustomize`. */
export type PostRenderer = JsonObject;

/** What is changed by one kustomization; the objects come from the chart. */
export interface PostRenderKustomization {
  readonly patches: readonly JsonObject[];
  readonly images: readonly JsonObject[];
}

const selectorFields = [
  'group',
  'version',
  'kind',
  'namespace',
  'name',
  'annotationSelector',
  'labelSelector',
] as const;
const imageFields = ['name', 'newName', 'newTag', 'digest'] as const;

/** `spec.postRenderers`; undefined where it is not there. */
export function postRenderersOf(spec: JsonObject): readonly PostRenderer[] | undefined {
  return Array.isArray(spec['postRenderers']) ? objectsAt(spec, 'postRenderers') : undefined;
}

/** `spec.postRenderStrategy`; what says nothing means `combined`, as with helm 4. */
export function postRenderStrategyOf(spec: JsonObject): PostRenderStrategy {
  const strategy = textAt(spec, 'postRenderStrategy');
  return strategy === 'nohooks' || strategy === 'separate' ? strategy : 'combined';
}

/**
 * What each post-renderer asks of kustomize (helm-controller internal/postrender/kustomize.go). The patches that v2beta1 and v2beta2 had in
 * fields of their own come where kustomize applies those: before and behind the others.
 */
export function kustomizationsOf(renderers: readonly PostRenderer[]): readonly PostRenderKustomization[] {
  return renderers
    .filter(({ kustomize }) => isJsonObject(kustomize))
    .map((renderer) => {
      const kustomize = objectAt(renderer, 'kustomize');
      const merges = valuesOf(kustomize['patchesStrategicMerge']).map((patch) => ({ patch: JSON.stringify(patch) }));
      const operations = objectsAt(kustomize, 'patchesJson6902').map((entry) => ({
        patch: JSON.stringify(entry['patch'] ?? []),
        target: texts(objectAt(entry, 'target'), selectorFields),
      }));
      const patches = objectsAt(kustomize, 'patches').map(({ patch, target }) => ({
        patch: typeof patch === 'string' ? patch : '',
        ...(isJsonObject(target) ? { target: texts(target, selectorFields) } : {}),
      }));
      const images = objectsAt(kustomize, 'images').map((image) => texts(image, imageFields));
      return { patches: [...merges, ...patches, ...operations], images };
    });
}

/** The digest of post-renderers in `status.observedPostRenderersDigest`, empty where there are none (helm-controller internal/postrender/build.go). */
export function postRenderersDigest(renderers: readonly PostRenderer[] | undefined): string {
  if (renderers === undefined) return '';
  return digestOf(`[${renderers.map(rendererJson).join(',')}]\n`);
}

/** As Go writes the fields of v2; the older ones, which it would not know, come last. */
function rendererJson({ kustomize }: PostRenderer): string {
  if (!isJsonObject(kustomize)) return '{}';
  const list = (items: readonly string[]): string | undefined =>
    items.length === 0 ? undefined : `[${items.join(',')}]`;
  const older = (field: string): string | undefined => list(valuesOf(kustomize[field]).map((item) => goMapJson(item)));
  const json = goStructJson([
    ['patches', list(objectsAt(kustomize, 'patches').map(patchJson))],
    ['images', list(objectsAt(kustomize, 'images').map((image) => structJson(image, imageFields, 'name')))],
    ['patchesStrategicMerge', older('patchesStrategicMerge')],
    ['patchesJson6902', older('patchesJson6902')],
  ]);
  return goStructJson([['kustomize', json]]);
}

function patchJson({ patch, target }: JsonObject): string {
  return goStructJson([
    ['patch', goMapJson(typeof patch === 'string' ? patch : '')],
    ['target', isJsonObject(target) ? structJson(target, selectorFields) : undefined],
  ]);
}

function structJson(value: JsonObject, fields: readonly string[], required?: string): string {
  const members = fields.map((field) => {
    const text = textAt(value, field);
    return [field, text === '' && field !== required ? undefined : goMapJson(text)] as const;
  });
  return goStructJson(members);
}

function texts(value: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(
    fields.filter((field) => textAt(value, field) !== '').map((field) => [field, textAt(value, field)]),
  );
}

function valuesOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

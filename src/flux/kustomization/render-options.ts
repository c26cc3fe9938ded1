import {
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  objectsAt,
  textAt,
  textMapAt,
  textsAt,
} from '../../base/index.ts';
import type { KustomizeOptions, KustomizeOverrides } from '../../render/index.ts';

/** How a Kustomization is built: what its folder says, or what is made of its manifests, and its own fields over it (fluxcd/pkg kustomize, Generator and Build). */
export function renderOptions(owner: KubeObject): KustomizeOptions {
  const overrides = overridesOf(isJsonObject(owner['spec']) ? owner['spec'] : {});
  return {
    kind: 'kustomize',
    dialect: 'flux',
    profile: '5.8',
    loadRestriction: 'none',
    absent: 'generate',
    ...(overrides === undefined ? {} : { overrides }),
  };
}

function overridesOf(spec: JsonObject): KustomizeOverrides | undefined {
  const images = objectsAt(spec, 'images');
  const patches = [
    ...objectsAt(spec, 'patches').map(patchOf),
    // The older fields hold objects, and go the same way.
    ...objectsAt(spec, 'patchesStrategicMerge').map((patch) => ({ patch: JSON.stringify(patch) })),
    ...objectsAt(spec, 'patchesJson6902').map((entry) => ({
      ...patchOf(entry),
      patch: JSON.stringify(entry['patch'] ?? []),
    })),
  ];
  const components = textsAt(spec, 'components');
  const texts = ['targetNamespace', 'namePrefix', 'nameSuffix'].some((field) => textAt(spec, field) !== '');
  if (!texts && images.length + patches.length + components.length === 0) return undefined;
  return {
    field: 'spec',
    namespace: textAt(spec, 'targetNamespace'),
    namePrefix: textAt(spec, 'namePrefix'),
    nameSuffix: textAt(spec, 'nameSuffix'),
    ...(images.length === 0 ? {} : { images: images.map(imageOf) }),
    ...(patches.length === 0 ? {} : { patches }),
    components,
    ignoreMissingComponents: jsonAt(spec, 'ignoreMissingComponents') === true,
  };
}

function imageOf(entry: JsonObject): NonNullable<KustomizeOverrides['images']>[number] {
  return {
    name: textAt(entry, 'name'),
    newName: textAt(entry, 'newName'),
    newTag: textAt(entry, 'newTag'),
    digest: textAt(entry, 'digest'),
  };
}

function patchOf(entry: JsonObject): { patch: string; target?: Record<string, string> } {
  const target = isJsonObject(entry['target']) ? { target: textMapAt(entry, 'target') } : {};
  return { patch: textAt(entry, 'patch'), ...target };
}

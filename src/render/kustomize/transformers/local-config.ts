import { KustomizeError } from '../error.ts';
import { getNode, isNull, textOf } from '../node/index.ts';
import { kindOf, metadataTexts, type Resource, type ResourceList } from '../resource/index.ts';

const annotation = 'config.kubernetes.io/local-config';

/**
 * The resources that are meant for the cluster: not those annotated as configuration for tools (kustomize api 0.20, DropLocalNodes).
 *
 * Throws `malformed` where a transformer has left one without a kind or name.
 */
export function withoutLocalConfig(resources: ResourceList): ResourceList {
  return resources.filter((resource) => {
    checkIdentity(resource);
    const value = metadataTexts(resource.root, 'annotations').get(annotation);
    return value === undefined || value === 'false';
  });
}

function checkIdentity({ root }: Resource): void {
  const { place } = root;
  const kind = kindOf(root);
  if (kind === '') throw new KustomizeError('malformed', 'a resource has lost its kind on the way', { place });
  const name = getNode(root, 'metadata', 'name');
  if (kind.endsWith('List') || (name !== undefined && !isNull(name) && textOf(name) !== '')) return;
  throw new KustomizeError('malformed', `missing metadata.name: a ${kind} has lost its name on the way`, {
    place: name?.place ?? place,
  });
}

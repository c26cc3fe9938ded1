import { metadataTexts, type ResourceList } from '../resource/index.ts';

const annotation = 'config.kubernetes.io/local-config';

/** The resources that are meant for the cluster: not those annotated as configuration for tools (kustomize api 0.20, DropLocalNodes). */
export function withoutLocalConfig(resources: ResourceList): ResourceList {
  return resources.filter(({ root }) => {
    const value = metadataTexts(root, 'annotations').get(annotation);
    return value === undefined || value === 'false';
  });
}

import type { JsonObject, KubeObject } from '../../../base/index.ts';
import type { ObjectState } from '../../../engine/index.ts';
import { ingressUrls, linksOf } from './external-urls.ts';
import { imagesOf } from './images.ts';

/** `status.summary`: the images that run and the addresses outside, sorted; undefined where there is neither. */
export function summaryOf(owner: KubeObject, objects: readonly Pick<ObjectState, 'live'>[]): JsonObject | undefined {
  const live = objects.flatMap((state) => state.live ?? []);
  const images = live.flatMap((object) => imagesOf(object, { initContainers: true }));
  const urls = [...linksOf(owner), ...live.flatMap(linksOf), ...live.filter(isIngress).flatMap(ingressUrls)];
  if (images.length === 0 && urls.length === 0) return undefined;
  return {
    ...(urls.length === 0 ? {} : { externalURLs: sorted(urls) }),
    ...(images.length === 0 ? {} : { images: sorted(images) }),
  };
}

function isIngress({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'Ingress' && (apiVersion.startsWith('networking.k8s.io/') || apiVersion.startsWith('extensions/'));
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

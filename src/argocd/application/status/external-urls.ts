import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';

const linkPrefix = 'link.argocd.argoproj.io/';
const ignoreDefaultLinks = 'argocd.argoproj.io/ignore-default-links';

/** The links that an object's annotations give. */
export function linksOf({ metadata }: KubeObject): string[] {
  return Object.entries(metadata.annotations ?? {}).flatMap(([name, url]) =>
    name.startsWith(linkPrefix) ? [url] : [],
  );
}

/** The addresses under which an Ingress can be reached, as its rules say (Argo CD v3.6, controller/cache/info.go populateIngressInfo). */
export function ingressUrls(ingress: KubeObject): string[] {
  if (/^(1|t|true)$/i.test(ingress.metadata.annotations?.[ignoreDefaultLinks] ?? '')) return [];
  const balanced = objects(jsonAt(ingress, 'status', 'loadBalancer', 'ingress'));
  const address = balanced.map((entry) => textAt(entry, 'hostname') || textAt(entry, 'ip')).find((host) => host !== '');
  const tls = objects(jsonAt(ingress, 'spec', 'tls'));
  return objects(jsonAt(ingress, 'spec', 'rules')).flatMap((rule) => {
    const host = textAt(rule, 'host') || (address ?? '');
    if (host === '') return [];
    const secure = tls.some((entry) => textAt(entry, 'secretName') !== '' || textAt(entry, 'host') === host);
    return objects(jsonAt(rule, 'http', 'paths')).map(
      (path) => `${secure ? 'https' : 'http'}://${host}${textAt(path, 'path').replace(/\*$/, '')}`,
    );
  });
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

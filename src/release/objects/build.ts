import {
  apiVersionOf,
  formatProblem,
  isKubeObject,
  type Json,
  type KubeObject,
  objectsAt,
  parseApiVersion,
} from '../../base/index.ts';
import type { Discovery } from '../../kube/index.ts';
import { readYaml, toJson } from '../../yaml/index.ts';
import { ReleaseError } from '../error.ts';
import type { ReleaseObject } from './release-object.ts';

/** How much of a manifest is read. */
const manifestLimits = { maxBytes: 32 << 20 };

/**
 * The objects of a manifest in its order, Lists taken apart, each with the resource that the cluster serves for it; namespaced ones that name
 * no namespace go into `namespace` (helm v4 pkg/kube/client.go Build, on cli-runtime's builder).
 * @throws ReleaseError `apply` naming every object that the cluster does not know; `invalid` where it is no YAML.
 */
export async function buildObjects(
  manifest: string,
  namespace: string,
  discovery: Discovery,
  signal?: AbortSignal,
): Promise<ReleaseObject[]> {
  const built: ReleaseObject[] = [];
  const refused: string[] = [];
  for (const object of readObjects(manifest)) {
    const { group, version } = parseApiVersion(object.apiVersion);
    const resource = await discovery.find({ group, version, kind: object.kind }, signal);
    if (resource === undefined) {
      refused.push(unknownKind(object));
      continue;
    }
    built.push(placed(object, resource, namespace));
  }
  if (refused.length === 0) return built;
  throw new ReleaseError('apply', refused.length === 1 ? (refused[0] ?? '') : `[${refused.join(', ')}]`);
}

function placed(object: KubeObject, resource: ReleaseObject['resource'], namespace: string): ReleaseObject {
  const { name = '' } = object.metadata;
  if (!resource.namespaced) return { resource, object, name, namespace: '' };
  const own = object.metadata.namespace ?? '';
  if (own !== '') return { resource, object, name, namespace: own };
  return { resource, name, namespace, object: { ...object, metadata: { ...object.metadata, namespace } } };
}

/** The objects of a manifest, Lists taken apart, without asking a cluster. Throws ReleaseError `invalid`. */
export function readObjects(manifest: string): KubeObject[] {
  const { documents, problems } = readYaml(manifest, { profile: 'go2', limits: manifestLimits });
  const [problem] = problems;
  if (problem !== undefined) throw new ReleaseError('invalid', `error parsing: ${formatProblem(problem)}`);
  return documents.flatMap(({ value }) => flatten(toJson(value)));
}

function flatten(value: Json): KubeObject[] {
  if (!isKubeObject(value)) throw new ReleaseError('invalid', "Object 'Kind' is missing in a manifest of the release");
  if (value.kind.endsWith('List') && Array.isArray(value['items'])) return objectsAt(value, 'items').flatMap(flatten);
  return [value.metadata === undefined ? { ...value, metadata: {} } : value];
}

/** The words of cli-runtime's builder for a kind that the cluster does not serve. */
function unknownKind({ apiVersion, kind, metadata }: KubeObject): string {
  const version = apiVersionOf(parseApiVersion(apiVersion));
  return (
    `resource mapping not found for name: "${metadata.name ?? ''}" namespace: "${metadata.namespace ?? ''}" from "": ` +
    `no matches for kind "${kind}" in version "${version}"\nensure CRDs are installed first`
  );
}

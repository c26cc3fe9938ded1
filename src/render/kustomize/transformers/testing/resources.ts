import { readYaml, writeYaml } from '../../../../yaml/index.ts';
import { fromDocument, type MapNode, toYaml } from '../../node/index.ts';
import { createResource, type Gvk, type ResourceList } from '../../resource/index.ts';
import { SchemasInUse } from '../../openapi/index.ts';
import type { BuildContext } from '../../transformer.ts';

const clusterScoped = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition']);

/** The resources of a text, for tests. */
export function resourcesOf(text: string): ResourceList {
  const { documents, problems } = readYaml(text, { profile: 'go3', file: 'resources.yaml' });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const scopes = { isClusterScoped: ({ kind }: Gvk) => clusterScoped.has(kind) };
  return documents.map((document) => createResource(fromDocument(document, 'resources.yaml') as MapNode, scopes));
}

/** As they would be printed. */
export function textOfResources(resources: ResourceList): string {
  return resources.map(({ root }) => writeYaml(toYaml(root))).join('---\n');
}

/** A context that reads nothing; `warnings` gets what is warned of. */
export function testContext(warnings: string[] = []): BuildContext {
  return {
    profile: '5.7',
    files: {
      load: () => {
        throw new Error('nothing is read here');
      },
    },
    schemas: new SchemasInUse(),
    warn: (message) => void warnings.push(message),
    checkpoint: () => undefined,
  };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  currentId,
  effectiveNamespace,
  KustomizeError,
  noNamespace,
  type ResourceList,
  resourceText,
} from '../../../render/index.ts';

/**
 * Writes a file for each resource into a folder, named by its kind and name, and by its namespace where there are several (kustomize 5.8,
 * commands/build/writer.go).
 */
export async function writeResourceFiles(folder: string, resources: ResourceList): Promise<void> {
  const namespaces = new Set(resources.map((resource) => effectiveNamespace(currentId(resource))));
  namespaces.delete(noNamespace);
  for (const resource of resources) {
    const { group, version, kind, name, ...id } = currentId(resource);
    const namespace = effectiveNamespace({ group, version, kind, name, ...id });
    const prefix = namespaces.size > 1 && namespace !== noNamespace ? `${namespace.toLowerCase()}_` : '';
    if (`${kind}${name}${namespace}`.includes('/')) {
      const message = `${kind} ${name} has a name that no file may have: write to one file instead`;
      throw new KustomizeError('output', message, { place: resource.root.place });
    }
    const gvk = [group, version, kind].filter((part) => part !== '').join('_');
    await writeFile(join(folder, `${prefix}${gvk.toLowerCase()}_${name.toLowerCase()}.yaml`), resourceText(resource));
  }
}

import { currentId, fieldOrigins, fieldPathText, type Resource, type ResourceList } from '../../../render/index.ts';
import { shownPlace } from './shown-place.ts';

/**
 * What `--origin` prints: for each object a line `# KIND/NAME [-n NAMESPACE]`, and below it a line for each field without fields of its own:
 * its path, `file:line:column` of what set it, and the transformer that gave it its value last (`-`: it is as it stands in the file),
 * with tabs between.
 */
export function originsText(resources: ResourceList, cwd: string): string {
  let text = '';
  for (const resource of resources) {
    text += `# ${objectText(resource)}\n`;
    for (const { steps, place, changedBy } of fieldOrigins(resource)) {
      text += `${fieldPathText(steps)}\t${shownPlace(place, cwd)}\t${changedBy ?? '-'}\n`;
    }
  }
  return text;
}

/** An object as commands name it: `Deployment/web -n shop`. */
export function objectText(resource: Resource): string {
  const { kind, name, namespace } = currentId(resource);
  return `${kind}/${name}${namespace === '' ? '' : ` -n ${namespace}`}`;
}

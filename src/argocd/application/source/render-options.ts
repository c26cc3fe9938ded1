import { jsonAt, type JsonObject, objectAt, textAt } from '../../../base/index.ts';
import type { DeliverySource } from '../../../engine/index.ts';
import type { DirectoryOptions } from '../../../render/index.ts';
import { isKustomizeNamed, kustomizeOptions, type SourceEnvironment } from './kustomize-options.ts';

/** How a source is rendered: as the field says that is there, else by what lies in its folder (Argo CD v3.6, ApplicationSource.ExplicitType). */
export function renderOptions(source: JsonObject, environment: SourceEnvironment): DeliverySource['render'] {
  const kustomize = kustomizeOptions(source, environment);
  const directory = directoryOptions(source);
  const [type] = explicitTypes(source);
  if (type === 'Kustomize') return kustomize;
  if (type === 'Directory') return directory;
  return { kind: 'detect', directory, kustomize };
}

/** The types that a source names by a field with something in it; more than one are refused. */
export function explicitTypes(source: JsonObject): readonly ('Kustomize' | 'Directory')[] {
  const { recurse, jsonnet } = objectAt(source, 'directory');
  const isDirectory = recurse === true || Object.keys(objectAt({ jsonnet }, 'jsonnet')).length > 0;
  return [
    ...(isKustomizeNamed(source) ? (['Kustomize'] as const) : []),
    ...(isDirectory ? (['Directory'] as const) : []),
  ];
}

function directoryOptions(source: JsonObject): DirectoryOptions {
  const include = textAt(source, 'directory', 'include');
  const exclude = textAt(source, 'directory', 'exclude');
  return {
    kind: 'directory',
    recurse: jsonAt(source, 'directory', 'recurse') === true,
    ...(include === '' ? {} : { include }),
    ...(exclude === '' ? {} : { exclude }),
    dialect: 'argocd',
  };
}

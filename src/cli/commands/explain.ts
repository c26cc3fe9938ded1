import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  allIds,
  currentId,
  fieldPathText,
  findField,
  type FoundField,
  parseFieldPath,
  type PathStep,
  type Resource,
  type ResourceList,
} from '../../render/index.ts';
import { textFlag, UsageError } from '../flags.ts';
import { RefusedError } from '../refused-error.ts';
import type { RunCommand } from '../terminal.ts';
import { asHelm } from './helm/run-helm.ts';
import { objectText } from './kustomize/origins-text.ts';
import { readBuildSettings, runBuild } from './kustomize/run-build.ts';
import { shownPlace } from './kustomize/shown-place.ts';

/** `slipway explain`: what set a field of an object that a kustomization gives, in one line; of a chart, and where its values come from. */
export const runExplain: RunCommand = async (invocation, terminal) => {
  const [folder, object, field, more] = invocation.args;
  if (folder === undefined || object === undefined || field === undefined || more !== undefined) {
    throw new UsageError('takes a folder, kind/name and the path of a field: . deployment/web spec.replicas');
  }
  const [kind = '', name = ''] = object.split(/\/(.*)/s);
  if (kind === '' || name === '') throw new UsageError(`'${object}' is not kind/name, such as deployment/web`);
  const path = parseFieldPath(field);
  if (path === undefined) throw new UsageError(`'${field}' is no path of a field, such as spec.containers[0].image`);
  const namespace = textFlag(invocation, 'namespace');
  if (existsSync(resolve(terminal.cwd, folder, 'Chart.yaml'))) {
    const { explainChart } = await import('./helm/explain-chart.ts');
    return asHelm(() => explainChart(folder, { kind, name, path }, invocation, terminal))(invocation, terminal);
  }
  return runBuild(folder, readBuildSettings(invocation, terminal), terminal, async (resources) => {
    const resource = theOne(resources, { kind, name, namespace });
    terminal.out(`${explanation(resource, path, terminal.cwd)}\n`);
    return 0;
  });
};

interface Wanted {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** The object of this kind and name, or of this name before it was changed. */
function theOne(resources: ResourceList, { kind, name, namespace }: Wanted): Resource {
  const ofKind = resources.filter((resource) => {
    const id = currentId(resource);
    return id.kind.toLowerCase() === kind.toLowerCase() && (namespace === undefined || id.namespace === namespace);
  });
  const named = ofKind.filter((resource) => currentId(resource).name === name);
  const meant = named.length > 0 ? named : ofKind.filter((resource) => allIds(resource).some((id) => id.name === name));
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new RefusedError(
      `${kind}/${name} may be each of these: ${meant.map(objectText).join(', ')}; say which with --namespace`,
    );
  }
  const there = ofKind.slice(0, 10).map(objectText).join(', ');
  const hint = there === '' ? `nor anything else of that kind` : `but ${there}`;
  throw new RefusedError(`this kustomization gives no ${kind}/${name}, ${hint}`);
}

function explanation(resource: Resource, path: readonly PathStep[], cwd: string): string {
  const found = findField(resource.root, path);
  if (found.kind === 'missing') throw new RefusedError(missingText(resource, found));
  const { node, steps } = found;
  const what = `${objectText(resource)} ${fieldPathText(steps)}`;
  const value = node.kind === 'scalar' ? JSON.stringify(node.value) : `a ${node.kind}`;
  const by = node.changedBy === undefined ? 'as written there' : `by ${node.changedBy}`;
  return `${what} is ${value}: ${shownPlace(node.place, cwd)}, ${by}`;
}

function missingText(resource: Resource, { parent, steps }: Extract<FoundField, { kind: 'missing' }>): string {
  const where = steps.length === 0 ? objectText(resource) : `${objectText(resource)} ${fieldPathText(steps)}`;
  if (parent.kind === 'map')
    return `there is no such field: ${where} has ${[...parent.entries.keys()].slice(0, 20).join(', ')}`;
  if (parent.kind === 'list') return `there is no such item: ${where} has ${parent.items.length}, from [0] on`;
  return `there is no such field: ${where} is a value without fields`;
}

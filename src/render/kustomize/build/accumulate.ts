import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import { isRemoteFile } from '../load/index.ts';
import { parseRemoteBase, RemoteNeeded } from '../../remote/index.ts';
import { readCrdConfigs, readTransformerConfig, type TransformerConfig } from '../transformers/index.ts';
import { Accumulator } from './accumulator.ts';
import { runGenerators, runTransformers, runValidators } from './steps/index.ts';
import { appendOrigin } from './origin.ts';
import { openTarget, type Target } from './target.ts';

/**
 * Gathers what a kustomization says: resources and bases, configurations, what generators make, components on all of that, then its
 * transformers and validators (api 0.20, KustTarget.accumulateTarget). References, hashes and order are the root's to do.
 *
 * `into` is what is there already: nothing for a kustomization, what its parent gathered for a component.
 */
export function accumulate(target: Target, into: Accumulator): Accumulator {
  const { kustomization, run } = target;
  accumulateResources(target, into, kustomization.resources);
  for (const config of configsOf(target)) into.mergeConfig(config);
  runGenerators(target, into, accumulateResources);
  let gathered = into;
  for (const component of kustomization.components) {
    gathered = accumulateFolder(target, gathered, component, 'Component');
  }
  run.checkCount(gathered.resources);
  runTransformers(target, gathered, accumulateResources);
  gathered.changed();
  runValidators(target, gathered, accumulateResources);
  gathered.addVars(kustomization.vars);
  return gathered;
}

/** Adds files and folders of resources. */
export function accumulateResources(target: Target, into: Accumulator, paths: readonly Text[]): void {
  for (const path of paths) {
    target.run.options.checkpoint();
    try {
      accumulateResource(target, into, path);
    } catch (error) {
      if (!(error instanceof RemoteNeeded)) throw error;
      target.run.needs.push(error.need);
    }
    target.run.checkCount(into.resources);
  }
}

/** What is no file of resources is a base: a folder or an address (KustTarget.accumulateResources). */
function accumulateResource(target: Target, into: Accumulator, path: Text): void {
  if (isLocal(path.text) && target.location.isFolder(path.text)) {
    accumulateFolder(target, into, path, 'Kustomization');
    return;
  }
  let refusal: KustomizeError;
  try {
    accumulateFile(target, into, path);
    return;
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    refusal = error;
  }
  if (!isMaybeBase(path.text, refusal)) throw refusal;
  accumulateFolder(target, into, path, 'Kustomization');
}

function isLocal(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !isRemoteFile(path);
}

/** A local file that was read is no base; an address that gave no resources may be that of a repository. */
function isMaybeBase(path: string, refusal: KustomizeError): boolean {
  if (isRemoteFile(path)) {
    return parseRemoteBase(path) !== undefined && refusal.code !== 'limit' && refusal.code !== 'conflict';
  }
  return refusal.code === 'not-found' && !path.startsWith('.');
}

function accumulateFile({ location, run, origin }: Target, into: Accumulator, { text, place }: Text): void {
  const file = location.load(text, place);
  const resources = run.caches.files.read(file, run.scopes);
  if (origin !== undefined) {
    const from = appendOrigin(origin, text);
    for (const resource of resources) resource.origin = from;
  }
  into.append(resources);
}

function accumulateFolder(
  target: Target,
  into: Accumulator,
  path: Text,
  kind: 'Kustomization' | 'Component',
): Accumulator {
  const { run, origin, chartNamespace } = target;
  const above = { origin: origin === undefined ? undefined : appendOrigin(origin, path.text), chartNamespace };
  const inner = openTarget(target.location.enter(path), run, path, above);
  if (inner.kustomization.kind !== kind) {
    const { file, place } = inner.kustomization;
    const message =
      kind === 'Component'
        ? `expected kind 'Component' for path '${path.text}' but got 'Kustomization': name it in resources, or set its kind in ${file}`
        : `expected kind != 'Component' for path '${path.text}': name it in components instead`;
    throw new KustomizeError('bad-kustomization', message, { place: kind === 'Component' ? place : path.place });
  }
  if (kind === 'Component') {
    const merged = new Accumulator(run.caches.configs);
    merged.merge(accumulate(inner, into));
    return merged;
  }
  into.merge(accumulate(inner, new Accumulator(run.caches.configs)));
  return into;
}

/** The defaults with what `configurations` and `crds` add. */
function configsOf({ kustomization, location, run }: Target): TransformerConfig[] {
  const { configs } = run.caches;
  let config = configs.defaults;
  for (const path of kustomization.configurations) {
    const file = location.load(path.text, path.place);
    config = configs.merge(config, readTransformerConfig(file.bytes, file.name));
  }
  const crds = kustomization.crds.flatMap((path) => {
    const file = location.load(path.text, path.place);
    return readCrdConfigs(file.bytes, file.name);
  });
  return [config, ...crds];
}

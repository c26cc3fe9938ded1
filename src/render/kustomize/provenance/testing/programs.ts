import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tree } from '../../../../source/index.ts';
import { readYaml, type YamlValue } from '../../../../yaml/index.ts';
import { refusingRemotes } from '../../../remote/index.ts';
import { RecordingTree } from '../../../tree/index.ts';
import { buildKustomization, createBuildCaches } from '../../build/index.ts';
import { KustomizeError } from '../../error.ts';
import { defaultBuildLimits } from '../../load/index.ts';
import type { ResourceList } from '../../resource/index.ts';
import type { KustomizeProfile } from '../../transformer.ts';
import { type FieldOrigin, fieldOrigins } from '../field-origins.ts';
import { fieldPathText } from '../field-path.ts';
import { withFile } from './mutate.ts';

/** Each field without fields below it, by the index of its object and its path, as text with its type. */
export type Values = ReadonlyMap<string, string>;

/** Another text in one file. */
export interface Change {
  readonly file: string;
  readonly text: string;
}

/** Builds kustomizations. */
export interface Program {
  /** Which of the real versions its output is that of. */
  readonly profile: KustomizeProfile;
  /** What the kustomization in a folder of a tree gives after a change; undefined where it is refused. */
  open(tree: Tree, path: string): (change?: Change) => Values | undefined;
  close(): void;
}

/** Ours. */
export function ourProgram(profile: KustomizeProfile): Program {
  const open: Program['open'] = (tree, path) => (change) => {
    try {
      const changed = change === undefined ? tree : withFile(tree, change.file, change.text);
      return new Map([...originsOf(buildOurs(changed, path, profile))].map(([key, field]) => [key, textOf(field)]));
    } catch (error) {
      if (error instanceof KustomizeError) return undefined;
      throw error;
    }
  };
  return { profile, open, close: () => undefined };
}

/** The real one, over copies on the disk of what ours reads. */
export function realProgram(kustomize: string): Program {
  const work = mkdtempSync(join(tmpdir(), 'slipway-places-'));
  let count = 0;
  const open: Program['open'] = (tree, path) => {
    const folder = join(work, String((count += 1)));
    copyRead(tree, path, folder);
    return (change) => {
      if (change !== undefined) writeFileSync(join(folder, change.file), change.text);
      const args = ['build', '--reorder', 'none', join(folder, path)];
      const { status, stdout } = spawnSync(kustomize, args, { maxBuffer: 1 << 28, timeout: 60_000 });
      if (change !== undefined) writeFileSync(join(folder, change.file), tree.read(change.file));
      return status === 0 ? valuesOf(stdout) : undefined;
    };
  };
  return { profile: '5.8', open, close: () => rmSync(work, { recursive: true, force: true }) };
}

const caches = createBuildCaches({ cacheBytes: 256 * 1024 * 1024 });

/** In the order of the resources, since a changed name may change that of the output. Throws KustomizeError. */
export function buildOurs(tree: Tree, path: string, profile: KustomizeProfile): ResourceList {
  const options = { profile, reorder: 'none', limits: defaultBuildLimits, checkpoint: () => {} } as const;
  const built = buildKustomization(tree, path, { ...options, remotes: refusingRemotes('no network') }, caches);
  if (built.kind !== 'built') throw new Error(`${path} needs what is not here`);
  return built.resources;
}

/** The fields of all resources by the index of the resource and their path. */
export function originsOf(resources: ResourceList): ReadonlyMap<string, FieldOrigin> {
  const fields = resources.flatMap((resource, index) =>
    fieldOrigins(resource).map((field) => [`${index} ${fieldPathText(field.steps)}`, field] as const),
  );
  return new Map(fields);
}

function textOf({ node }: FieldOrigin): string {
  return node.kind === 'scalar' ? `${typeof node.value} ${String(node.value)}` : node.kind;
}

/** What a build reads, as files on the disk. */
function copyRead(tree: Tree, path: string, folder: string): void {
  const recording = new RecordingTree(tree);
  try {
    buildOurs(recording, path, '5.8');
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
  }
  for (const read of recording.reads()) {
    const place = join(folder, read.path);
    if (read.kind === 'folder') mkdirSync(place, { recursive: true });
    if (read.kind !== 'file' && read.kind !== 'link') continue;
    mkdirSync(dirname(place), { recursive: true });
    const entry = tree.entry(read.path);
    if (entry?.kind === 'symlink') symlinkSync(entry.target, place);
    else writeFileSync(place, tree.read(read.path));
  }
}

function valuesOf(output: Uint8Array): Values {
  const values = new Map<string, string>();
  const visit = (value: YamlValue, steps: readonly (string | number)[], index: number): void => {
    const isFull = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (isFull) {
      const isList = Array.isArray(value);
      for (const [key, member] of Object.entries(value)) visit(member, [...steps, isList ? Number(key) : key], index);
      return;
    }
    const kind = Array.isArray(value) ? 'list' : 'map';
    const isScalar = typeof value !== 'object' || value === null;
    values.set(`${index} ${fieldPathText(steps)}`, isScalar ? `${typeof value} ${String(value)}` : kind);
  };
  for (const [index, { value }] of readYaml(output, { profile: 'go3' }).documents.entries()) visit(value, [], index);
  return values;
}

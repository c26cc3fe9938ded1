import { writeYaml, type YamlValue } from '../../../yaml/index.ts';
import { parseRemoteBase } from '../../remote/index.ts';
import type { Origin, OriginConfig } from '../resource/index.ts';

/** Where a build starts. */
export const rootOrigin: Origin = { path: '', repo: '', ref: '', configuredIn: '', configuredBy: undefined };

/** The origin one step on: into a file or folder, or to a repository. */
export function appendOrigin(origin: Origin, path: string): Origin {
  const remote = parseRemoteBase(path);
  if (remote === undefined) return { ...origin, path: joinClean(origin.path, path) };
  return { ...origin, repo: remote.repository, ref: remote.reference, path: joinClean('', remote.path) };
}

/** The origin of what a generator made or a transformer changed. */
export function configuredOrigin(origin: Origin, file: string, by: OriginConfig): Origin {
  return { ...origin, path: '', configuredIn: joinClean(origin.path, file), configuredBy: by };
}

/** Go's filepath.Join. */
function joinClean(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** The text of the annotation `config.kubernetes.io/origin`. */
export function originText(origin: Origin): string {
  return writeYaml(plain(origin), { keyOrder: 'given' });
}

/** The text of the annotation `alpha.config.kubernetes.io/transformations`. */
export function transformationsText(origins: readonly Origin[]): string {
  return writeYaml(origins.map(plain), { keyOrder: 'given' });
}

/** Members in the order of upstream's struct; what is empty is left out. */
function plain({ path, repo, ref, configuredIn, configuredBy }: Origin): { [key: string]: YamlValue } {
  const by = configuredBy === undefined ? undefined : filled({ ...configuredBy });
  return { ...filled({ path, repo, ref, configuredIn }), ...(by === undefined ? {} : { configuredBy: by }) };
}

function filled(values: { readonly [key: string]: string | undefined }): { [key: string]: string } {
  const kept: { [key: string]: string } = {};
  for (const [key, value] of Object.entries(values)) if (value !== undefined && value !== '') kept[key] = value;
  return kept;
}

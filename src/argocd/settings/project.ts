import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import { matchGob } from '../../lang/index.ts';

/** What a project permits, as far as an Application as a whole is concerned (Argo CD v3, pkg/apis/application/v1alpha1/app_project_types.go). */
export interface ProjectCheck {
  readonly project: KubeObject;
  readonly repoURL: string;
  readonly server: string;
  readonly clusterName: string;
  readonly namespace: string;
}

/** Why the project refuses the Application, in upstream's words; empty where it does not. */
export function projectRefusals({ project, repoURL, server, clusterName, namespace }: ProjectCheck): string[] {
  const spec = isJsonObject(project['spec']) ? project['spec'] : {};
  const name = project.metadata.name ?? '';
  const refusals: string[] = [];
  if (
    !permits(
      texts(spec['sourceRepos']),
      (pattern) => matchGob(normalize(pattern), normalize(repoURL), '/') || pattern === '*',
    )
  ) {
    refusals.push(`application repo ${repoURL} is not permitted in project '${name}'`);
  }
  const destinations = objects(spec['destinations']);
  const matches = (entry: JsonObject): boolean => {
    const place = denies(entry)
      ? globbed(bare(entry['server']), server) || globbed(bare(entry['name']), clusterName)
      : globbed(entry['server'], server) || globbed(entry['name'], clusterName);
    return place && globbed(bare(entry['namespace']), namespace);
  };
  const denied = destinations.some((entry) => denies(entry) && matches(entry));
  if (denied || !destinations.some((entry) => !denies(entry) && matches(entry))) {
    refusals.push(
      `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${name}'`,
    );
  }
  return refusals;
}

/** A list of patterns with `!` denials permits what some pattern matches and no denial does. */
function permits(patterns: readonly string[], matches: (pattern: string) => boolean): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

function denies(entry: JsonObject): boolean {
  return [entry['server'], entry['name'], entry['namespace']].some(
    (value) => typeof value === 'string' && value.startsWith('!'),
  );
}

function bare(value: Json | undefined): Json | undefined {
  return typeof value === 'string' && value.startsWith('!') ? value.slice(1) : value;
}

function globbed(pattern: Json | undefined, value: string): boolean {
  return typeof pattern === 'string' && pattern !== '' && matchGob(pattern, value);
}

function normalize(url: string): string {
  return url.replace(/\.git$/, '');
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

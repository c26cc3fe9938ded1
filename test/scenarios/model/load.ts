/**
 * Reads the case folders. A case is `cases/<dialect>-<name>/scenario.yaml` and the files that it names; adding one needs no code.
 *
 *     title: A new commit is applied
 *     needs: [workloads]                      # capabilities, see cluster/cluster.ts
 *     owners: [GitRepository/app, Kustomization/app]   # this is what Flux's default to; Argo CD's: Application/<scenario>
 *     given:
 *       - commit: repository                  # a folder, or {from, files: {path: text}, remove, force, branch, repository}
 *       - apply: owners.yaml
 *     steps:
 *       - when: a commit changes a value
 *         do:
 *           - commit: {files: {app.yaml: "…"}}
 *           - reconcile: GitRepository/app
 *         until:
 *           - {of: Kustomization/app, has: {status: {lastAppliedRevision: 'main@sha1:C2'}}}
 *         within: 90s                         # 60s where absent
 *         then: new-commit                    # the name of the recorded point
 *
 * `publish: {chart, version, files}` puts a chart into `http://charts.example`, `push: {chart | artifact, tag, files}` one into the registry
 * `oci.example`.
 *
 * In manifests and texts `http://git.example/<repository>.git` stands for a repository of the scenario's own Git host, and an
 * object without a namespace lies in the scenario's namespace, which has the scenario's name; `commit:C1` stands for the first
 * commit's SHA. In `until`, values are compared after
 * canonicalisation: the first commit is `C1`, the second `C2`.
 */
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import {
  isJsonObject,
  isKubeObject,
  type JsonObject,
  type KubeObject,
  messageOf,
  parseDuration,
} from '../../../src/base/index.ts';
import { capabilities, type Capability } from '../cluster/cluster.ts';
import { kindOf } from './kinds.ts';
import type { Action, CommitAction, Dialect, Expectation, Scenario, Step, Subject } from './scenario.ts';

/** A scenario that cannot be read: `file` and what is wrong with it. */
class ScenarioError extends Error {
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.name = 'ScenarioError';
  }
}

/** Every scenario below `root` (the folder `cases`), by name. */
export function loadScenarios(root: string): Scenario[] {
  return readdirSync(root)
    .filter((name) => statSync(join(root, name)).isDirectory())
    .sort()
    .map((name) => loadScenario(root, name));
}

/** The scenario in folder `name` below `root`. Throws ScenarioError. */
export function loadScenario(root: string, name: string): Scenario {
  const folder = join(root, name);
  const file = join(folder, 'scenario.yaml');
  const reader = new ScenarioReader(file, folder, name);
  if (!existsSync(file)) throw reader.error('there is no such file');
  const documents = reader.documents('scenario.yaml');
  if (documents.length !== 1) throw reader.error('expected one YAML document');
  return reader.scenario(reader.map(documents[0], 'the document'));
}

class ScenarioReader {
  readonly #file: string;
  readonly #folder: string;
  readonly #name: string;
  readonly #dialect: Dialect;

  constructor(file: string, folder: string, name: string) {
    this.#file = file;
    this.#folder = folder;
    this.#name = name;
    const prefix = name.split('-')[0];
    if (prefix !== 'flux' && prefix !== 'argocd') throw this.error('the folder is called neither flux-… nor argocd-…');
    this.#dialect = prefix;
  }

  error(problem: string): ScenarioError {
    return new ScenarioError(this.#file, problem);
  }

  scenario(map: JsonObject): Scenario {
    this.#onlyKeys(map, ['title', 'needs', 'owners', 'namespaces', 'sometimes', 'given', 'steps'], 'the scenario');
    const steps = this.#list(map['steps'], 'steps').map((step, index) => this.#step(step, `steps[${index}]`));
    const points = steps.flatMap((step) => step.point ?? []);
    if (points.length === 0) throw this.error('no step records a point');
    const twice = points.find((point, index) => points.indexOf(point) !== index);
    if (twice !== undefined) throw this.error(`two steps record the point ${twice}`);
    return {
      name: this.#name,
      title: this.#text(map['title'], 'title'),
      dialect: this.#dialect,
      folder: this.#folder,
      needs: this.#list(map['needs'] ?? [], 'needs').map((need) => this.#capability(need)),
      owners: this.#list(map['owners'] ?? this.#defaultOwners(), 'owners').map((owner) =>
        this.#subject(owner, 'owners'),
      ),
      namespaces: this.#list(map['namespaces'] ?? [], 'namespaces').map((item) => this.#text(item, 'namespaces')),
      sometimes: this.#list(map['sometimes'] ?? [], 'sometimes').map((item) => this.#text(item, 'sometimes')),
      given: this.#actions(map['given'] ?? [], 'given'),
      steps,
    };
  }

  /** The YAML documents of a file in the scenario's folder. */
  documents(file: string): unknown[] {
    try {
      return loadAll(readFileSync(join(this.#folder, file), 'utf8'));
    } catch (error) {
      throw this.error(`${file}: ${messageOf(error)}`);
    }
  }

  map(value: unknown, where: string): JsonObject {
    if (!isJsonObject(value)) throw this.error(`${where} is not a map`);
    return value;
  }

  #defaultOwners(): string[] {
    return this.#dialect === 'flux' ? ['GitRepository/app', 'Kustomization/app'] : [`Application/${this.#name}`];
  }

  #step(value: unknown, where: string): Step {
    const map = this.map(value, where);
    this.#onlyKeys(map, ['when', 'do', 'until', 'within', 'settled', 'then'], where);
    const then = map['then'] === undefined ? undefined : this.#text(map['then'], `${where}.then`);
    if (then !== undefined && !/^[a-z0-9-]+$/.test(then))
      throw this.error(`${where}.then: ${then} is no file name of a-z, 0-9 and -`);
    const withinMs = parseDuration(this.#text(map['within'] ?? '60s', `${where}.within`));
    if (withinMs === undefined) throw this.error(`${where}.within is no duration`);
    return {
      when: this.#text(map['when'], `${where}.when`),
      do: this.#actions(map['do'] ?? [], `${where}.do`),
      until: this.#list(map['until'] ?? [], `${where}.until`).map((item) => this.#expectation(item, `${where}.until`)),
      withinMs,
      settled: map['settled'] !== false,
      point: then,
    };
  }

  #expectation(value: unknown, where: string): Expectation {
    const map = this.map(value, where);
    this.#onlyKeys(map, ['of', 'has', 'gone'], where);
    const of = this.#subject(map['of'], where);
    if (map['gone'] === true) return { kind: 'gone', of };
    return { kind: 'has', of, has: this.map(map['has'], `${where}.has`) };
  }

  #actions(value: unknown, where: string): Action[] {
    return this.#list(value, where).map((item, index) => this.#action(item, `${where}[${index}]`));
  }

  #action(value: unknown, where: string): Action {
    const [entry, ...others] = Object.entries(this.map(value, where));
    if (entry === undefined || others.length > 0) throw this.error(`${where} is not one action`);
    const [verb, body] = entry;
    switch (verb) {
      case 'apply':
        return { kind: 'apply', objects: this.#manifests(this.#text(body, where)) };
      case 'commit':
        return { kind: 'commit', commit: this.#commit(body, where) };
      case 'tag': {
        const tag = typeof body === 'string' ? { name: body } : this.map(body, where);
        this.#onlyKeys(tag, ['name', 'repository', 'branch'], where);
        const repository = this.#text(tag['repository'] ?? 'app', where);
        return {
          kind: 'tag',
          repository,
          branch: this.#text(tag['branch'] ?? 'main', where),
          name: this.#text(tag['name'], where),
        };
      }
      case 'patch': {
        const patch = this.map(body, where);
        this.#onlyKeys(patch, ['of', 'merge', 'manager'], where);
        const manager = this.#text(patch['manager'] ?? 'kubectl-edit', where);
        return {
          kind: 'patch',
          of: this.#subject(patch['of'], where),
          merge: this.map(patch['merge'], where),
          manager,
        };
      }
      case 'delete':
        return { kind: 'delete', of: this.#subject(body, where) };
      case 'host':
        if (body !== 'down' && body !== 'up') throw this.error(`${where}: host is down or up`);
        return { kind: 'host', reachable: body === 'up' };
      case 'drop':
        return { kind: 'drop', repository: this.#text(body, where) };
      case 'publish': {
        const publish = this.map(body, where);
        this.#onlyKeys(publish, ['chart', 'version', 'files', 'created'], where);
        const created = publish['created'] === undefined ? undefined : this.#text(publish['created'], where);
        const chart = this.#text(publish['chart'], where);
        const version = this.#text(publish['version'], where);
        return { kind: 'publish', publish: { chart, version, files: this.#texts(publish['files'], where), created } };
      }
      case 'index':
        return { kind: 'index', text: this.#text(body, where) };
      case 'push': {
        const push = this.map(body, where);
        this.#onlyKeys(push, ['chart', 'artifact', 'tag', 'files', 'annotations', 'signed'], where);
        const kind = push['chart'] === undefined ? 'artifact' : 'chart';
        const repository = this.#text(push[kind], where);
        const tag = this.#text(push['tag'], where);
        const files = this.#texts(push['files'], where);
        const annotations = this.#texts(push['annotations'], where);
        return { kind: 'push', push: { kind, repository, tag, files, annotations, signed: push['signed'] === true } };
      }
      case 'reconcile':
        return { kind: 'reconcile', of: this.#subject(body, where) };
      case 'refresh':
      case 'refresh-hard':
        return { kind: 'refresh', of: this.#subject(body, where), hard: verb === 'refresh-hard' };
      case 'operate': {
        const operate = this.map(body, where);
        this.#onlyKeys(operate, ['of', 'operation'], where);
        const of = this.#subject(operate['of'] ?? `Application/${this.#name}`, where);
        return { kind: 'operate', of, operation: this.map(operate['operation'], where) };
      }
      default:
        throw this.error(`${where}: nobody knows how to ${verb}`);
    }
  }

  #commit(value: unknown, where: string): CommitAction {
    const map = typeof value === 'string' ? { from: value } : this.map(value, where);
    this.#onlyKeys(map, ['from', 'files', 'remove', 'force', 'branch', 'repository', 'message'], where);
    const files = new Map<string, Uint8Array>();
    if (map['from'] !== undefined) {
      const root = join(this.#folder, this.#text(map['from'], where));
      if (!existsSync(root)) throw this.error(`${where}: there is no folder ${this.#text(map['from'], where)}`);
      for (const path of globSync('**/*', { cwd: root }).sort()) {
        if (statSync(join(root, path)).isFile()) files.set(path, readFileSync(join(root, path)));
      }
    }
    for (const [path, text] of Object.entries(this.map(map['files'] ?? {}, `${where}.files`))) {
      files.set(path, Buffer.from(this.#text(text, `${where}.files`)));
    }
    return {
      repository: this.#text(map['repository'] ?? 'app', where),
      branch: this.#text(map['branch'] ?? 'main', where),
      message: typeof map['message'] === 'string' ? map['message'] : undefined,
      files,
      remove: this.#list(map['remove'] ?? [], `${where}.remove`).map((path) => this.#text(path, where)),
      force: map['force'] === true,
    };
  }

  #texts(value: unknown, where: string): Record<string, string> {
    const map = this.map(value ?? {}, where);
    return Object.fromEntries(Object.entries(map).map(([key, text]) => [key, this.#text(text, where)]));
  }

  #manifests(file: string): KubeObject[] {
    const objects: KubeObject[] = [];
    for (const document of this.documents(file)) {
      const object = document as JsonObject;
      if (!isKubeObject(object)) throw this.error(`${file} holds what is no Kubernetes object`);
      if (kindOf(object.kind).namespaced) object.metadata.namespace ??= this.#defaultNamespace(object.kind);
      objects.push(object);
    }
    return objects;
  }

  #subject(value: unknown, where: string): Subject {
    const text = this.#text(value, where);
    const [kind = '', ...rest] = text.split('/');
    if (rest.length < 1 || rest.length > 2 || rest.includes('')) throw this.error(`${where}: ${text} is not Kind/name`);
    const { apiVersion, namespaced } = kindOf(kind);
    const name = rest.at(-1) ?? '';
    const namespace = rest.length === 2 ? (rest[0] ?? '') : this.#defaultNamespace(kind);
    return { apiVersion, kind, namespace: namespaced ? namespace : '', name, text };
  }

  #defaultNamespace(kind: string): string {
    return kind === 'Application' || kind === 'AppProject' ? 'argocd' : this.#name;
  }

  #capability(value: unknown): Capability {
    const found = capabilities.find((capability) => capability === value);
    if (found === undefined) throw this.error(`there is no capability ${String(value)}`);
    return found;
  }

  #list(value: unknown, where: string): readonly unknown[] {
    if (!Array.isArray(value)) throw this.error(`${where} is not a list`);
    return value;
  }

  #text(value: unknown, where: string): string {
    if (typeof value !== 'string' || value === '') throw this.error(`${where} is not a text`);
    return value;
  }

  #onlyKeys(map: JsonObject, allowed: readonly string[], where: string): void {
    const other = Object.keys(map).find((key) => !allowed.includes(key));
    if (other !== undefined) throw this.error(`${where} has ${other}, which means nothing`);
  }
}

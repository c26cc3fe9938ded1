import {
  type Clock,
  type Json,
  type JsonObject,
  type KubeObject,
  sleep,
  systemClock,
} from '../../../src/base/index.ts';
import type { Cluster, ObjectAddress } from '../cluster/cluster.ts';
import { ArchiveHost, type NamedDigest } from '../cluster/archive-host.ts';
import type { GitHost } from '../cluster/git-host.ts';
import { addressOf } from '../cluster/kube-cluster.ts';
import type { Action, Scenario } from '../model/scenario.ts';

/** Who gives the hosts of archives and what lies there their names in recordings. */
export interface ArchiveNames {
  started(host: ArchiveHost): void;
  made(digest: NamedDigest): void;
}

/** Does what a scenario says that somebody does. */
export class Actor implements AsyncDisposable {
  readonly #scenario: Scenario;
  readonly #cluster: Cluster;
  readonly #host: GitHost;
  readonly #committed: (sha: string) => void;
  readonly #clock: Clock;
  readonly #archives: ArchiveNames;
  #archiveHost: Promise<ArchiveHost> | undefined;
  #archivesAt: ArchiveHost | undefined;
  readonly #commits: string[] = [];
  #requests = 0;

  /** `committed` hears of every commit, in order, `archives` of every digest and of the hosts. */
  constructor(
    scenario: Scenario,
    cluster: Cluster,
    host: GitHost,
    committed: (sha: string) => void,
    archives: ArchiveNames,
    clock: Clock = systemClock,
  ) {
    this.#scenario = scenario;
    this.#cluster = cluster;
    this.#host = host;
    this.#committed = committed;
    this.#archives = archives;
    this.#clock = clock;
  }

  /** Makes the scenario's namespace; what an earlier run left there is removed first. */
  async prepare(signal?: AbortSignal): Promise<void> {
    await this.leave();
    if (usesArchives(this.#scenario)) this.#archives.started(await this.#startArchives());
    const namespaces = [this.#scenario.name, ...this.#scenario.namespaces].map(namespaceAddress);
    for (let tries = 0; ; tries += 1) {
      const left = await Promise.all(namespaces.map((namespace) => this.#cluster.get(namespace)));
      if (left.every((namespace) => namespace === undefined)) break;
      if (tries > 240) throw new Error(`a namespace of ${this.#scenario.name} does not go away`);
      await sleep(this.#clock, 250, signal);
    }
    const { name } = this.#scenario;
    await this.#cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, 'user');
  }

  /**
   * Removes what the scenario made: its owners (without their finalizers doing anything), what it applied elsewhere,
   * and its namespaces.
   */
  async leave(): Promise<void> {
    for (const owner of this.#scenario.owners) {
      await this.#cluster.delete(owner);
      const left = await this.#cluster.get(owner);
      if (left?.metadata.finalizers === undefined) continue;
      // The controller may take the last finalizer away in between.
      await this.#cluster.patch(owner, { metadata: { finalizers: null } }, 'scenario').catch(() => undefined);
    }
    const own = [this.#scenario.name, ...this.#scenario.namespaces];
    for (const object of appliedObjects(this.#scenario)) {
      if (!own.includes(object.metadata.namespace ?? '')) await this.#cluster.delete(addressOf(object));
    }
    for (const name of own) await this.#cluster.delete(namespaceAddress(name));
  }

  /** Does one thing. */
  async act(action: Action): Promise<void> {
    switch (action.kind) {
      case 'apply':
        for (const object of action.objects) await this.#cluster.apply(this.#placed(object) as KubeObject, 'user');
        return;
      case 'commit':
        this.#commits.push(
          await this.#host.commit({ ...action.commit, files: this.#placedFiles(action.commit.files) }),
        );
        this.#committed(this.#commits.at(-1) ?? '');
        return;
      case 'publish':
        for (const made of await (await this.#startArchives()).publish(action.publish)) this.#archives.made(made);
        return;
      case 'index':
        (await this.#startArchives()).breakIndex(action.text);
        return;
      case 'push':
        for (const made of await (await this.#startArchives()).push(action.push)) this.#archives.made(made);
        return;
      case 'tag':
        return this.#host.tag(action.repository, action.branch, action.name);
      case 'patch':
        await this.#cluster.patch(action.of, this.#placed(action.merge) as JsonObject, action.manager);
        return;
      case 'delete':
        return this.#cluster.delete(action.of);
      case 'host':
        return this.#host.setReachable(action.reachable);
      case 'drop':
        return this.#host.drop(action.repository);
      case 'reconcile': {
        this.#requests += 1;
        const annotations = { 'reconcile.fluxcd.io/requestedAt': `request-${this.#requests}` };
        await this.#cluster.patch(action.of, { metadata: { annotations } }, 'user');
        return;
      }
      case 'refresh': {
        const annotations = { 'argocd.argoproj.io/refresh': action.hard ? 'hard' : 'normal' };
        await this.#cluster.patch(action.of, { metadata: { annotations } }, 'user');
        return;
      }
      case 'operate':
        await this.#cluster.patch(
          action.of,
          { operation: this.#placed(action.operation), status: { operationState: null } },
          'user',
        );
        return;
    }
  }

  /** Ends the hosts of archives. */
  async [Symbol.asyncDispose](): Promise<void> {
    const host = await this.#archiveHost;
    await host?.[Symbol.asyncDispose]();
  }

  async #startArchives(): Promise<ArchiveHost> {
    this.#archiveHost ??= ArchiveHost.start();
    this.#archivesAt = await this.#archiveHost;
    return this.#archivesAt;
  }

  /** Manifests in a repository may name the host too. */
  #placedFiles(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
    const placed = (content: Uint8Array): Uint8Array => {
      const text = Buffer.from(content).toString('latin1');
      return text.includes('http://git.example')
        ? Buffer.from(text.replaceAll('http://git.example', this.#host.url), 'latin1')
        : content;
    };
    return new Map([...files].map(([path, content]) => [path, placed(content)]));
  }

  /** In any text, `http://git.example` becomes the host's real address and `commit:C1` the first commit's SHA. */
  #placed(value: Json | undefined): Json | undefined {
    if (typeof value === 'string') {
      const sha = (_: string, number: string): string => this.#commits[Number(number) - 1] ?? '';
      return value
        .replaceAll('http://git.example', this.#host.url)
        .replaceAll('http://charts.example', this.#archivesAt?.charts ?? '')
        .replaceAll('oci.example', this.#archivesAt?.registry ?? '')
        .replaceAll(/commit:C(\d+)/g, sha);
    }
    if (Array.isArray(value)) return value.map((item) => this.#placed(item) ?? null);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#placed(member)]));
  }
}

/** Every object that a scenario applies by hand. */
function appliedObjects(scenario: Scenario): KubeObject[] {
  const actions = [...scenario.given, ...scenario.steps.flatMap((step) => step.do)];
  return actions.flatMap((action) => (action.kind === 'apply' ? action.objects : []));
}

/** Whether a scenario names a host of archives. */
function usesArchives(scenario: Scenario): boolean {
  return /charts\.example|oci\.example/.test(JSON.stringify([scenario.given, scenario.steps]));
}

function namespaceAddress(name: string): ObjectAddress {
  return addressOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

import {
  type ChartRepositories,
  type GitReference,
  type GitRepositories,
  type GitRepository,
  type OciRepositories,
  SourceError,
} from '../../source/index.ts';
import type { ArtifactDeliverySource, ChartDeliverySource, DeliverySource } from '../delivery.ts';

/** A source that is open, and what is wanted of it. */
export interface OpenSource {
  readonly repository: GitRepository;
  readonly reference: GitReference;
}

/** Where sources are opened. */
export interface SourcePorts {
  readonly repositories: GitRepositories;
  /** Absent: artifacts of registries are refused. */
  readonly registries?: OciRepositories | undefined;
  /** Absent: charts of repositories are refused. */
  readonly charts?: ChartRepositories | undefined;
}

/** Opens where a delivery comes from. Throws SourceError. */
export function openSource(source: DeliverySource, { repositories, registries, charts }: SourcePorts): OpenSource {
  if (source.kind === 'git') {
    return { repository: repositories.open(source.url, source.credentials), reference: source.reference };
  }
  if (source.kind === 'chart') {
    if (charts === undefined)
      throw new SourceError('refused', `${source.url}: charts are not read here`, { object: source.url });
    return { repository: chartRepository(source, charts), reference: { kind: 'revision', revision: source.version } };
  }
  if (registries === undefined) {
    throw new SourceError('refused', `${source.url}: registries are not read here`, { object: source.url });
  }
  return {
    repository: artifactRepository(source, registries),
    reference: { kind: 'commit', commit: source.digest },
  };
}

/**
 * One layer of an artifact in the form of a repository: the digest of its manifest stands for the commit, which never moves and has no
 * history.
 */
function artifactRepository(source: ArtifactDeliverySource, registries: OciRepositories): GitRepository {
  const { mediaType, digest } = source;
  const repository = registries.open(source.url, source.credentials);
  return {
    // The same artifact with another layer is another tree.
    url: mediaType === undefined ? repository.url : `${repository.url} ${mediaType}`,
    resolve: () => Promise.resolve({ commit: digest }),
    checkout: async (commit, options = {}) => {
      const { signal } = options;
      const layer = await repository.pull(commit, { ...(mediaType === undefined ? {} : { mediaType }), signal });
      return { revision: commit, ...(await repository.extract(layer, 'artifact', signal)) };
    },
    commitInfo: (commit) => Promise.resolve({ commit, author: '', email: '', date: 0, message: '' }),
    isAncestor: (ancestor, commit) => Promise.resolve(ancestor === commit),
    subscribe: () => () => undefined,
  };
}

/** A chart in the form of a repository: its version stands for the commit. What moves is looked up when its owner has a turn. */
function chartRepository({ url, credentials, name }: ChartDeliverySource, charts: ChartRepositories): GitRepository {
  const repository = charts.open(url, credentials);
  return {
    url: `${repository.url} ${name}`,
    resolve: async (reference, options) => {
      const version = reference.kind === 'revision' ? reference.revision : '';
      const chart = await repository.resolve({ name, version, rules: 'helm' }, options);
      return { commit: chart.version };
    },
    checkout: async (version, { signal } = {}) => {
      const chart = await repository.resolve({ name, version, rules: 'helm' }, { maxAgeMs: Infinity, signal });
      return repository.pull(chart, { signal });
    },
    commitInfo: async (version, signal) => {
      const chart = await repository.resolve({ name, version, rules: 'helm' }, { maxAgeMs: Infinity, signal });
      const date = Date.parse(chart.created ?? '') || 0;
      return { commit: version, author: '', email: '', date, message: '' };
    },
    isAncestor: (ancestor, commit) => Promise.resolve(ancestor === commit),
    subscribe: () => () => undefined,
  };
}

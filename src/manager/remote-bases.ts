import type { Clock } from '../base/index.ts';
import { createRemoteFetcher, type RemoteFetcher } from '../render/index.ts';
import type { ChartRepositories, GitRepositories } from '../source/index.ts';

/** Which repositories, files and charts elsewhere kustomizations may name. */
export interface RemoteBasePolicy {
  /** Hosts, of which `*.example.org` names all below one; absent: any, as with Argo CD and Flux. */
  readonly hosts?: readonly string[];
}

/** How old an answer of a remote may be: as that of a source's repository. */
const maxAgeMs = 180_000;
const baseTimeoutMs = 60_000;

/** What fetches remote bases and charts of kustomizations for a process; repositories are those of the sources, asked without credentials. */
export function remoteBases(
  { hosts }: RemoteBasePolicy,
  ports: {
    readonly repositories: GitRepositories;
    readonly chartsWithin: (isAllowed: (host: string) => boolean) => ChartRepositories;
    readonly clock: Clock;
    readonly fetch: typeof fetch;
  },
): RemoteFetcher {
  return createRemoteFetcher({
    ...ports,
    isAllowed: (host) =>
      hosts === undefined || hosts.some((pattern) => matches(host.toLowerCase(), pattern.toLowerCase())),
    maxAgeMs,
    baseTimeoutMs,
  });
}

function matches(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

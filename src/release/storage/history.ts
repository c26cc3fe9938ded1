import { ReleaseError } from '../error.ts';
import type { Release } from '../record/index.ts';
import type { ReleaseStorage } from './storage.ts';

/** The newest revision of a history, oldest first; undefined where there is none. */
export function lastRelease(history: readonly Release[]): Release | undefined {
  return history.at(-1);
}

/** The newest deployed revision: where processes ran over each other, several may be. */
export function deployedRelease(history: readonly Release[]): Release | undefined {
  return history.findLast(({ info }) => info.status === 'deployed');
}

/** What helm says where nothing is deployed. */
export function noDeployed(name: string): ReleaseError {
  return new ReleaseError('no-deployed', `"${name}" has no deployed releases`, { object: name });
}

/**
 * Stores a new revision and, before it, removes the oldest ones that go beyond `maxHistory` (0: none), but never the deployed one
 * (helm v4 pkg/storage/storage.go).
 */
export async function storeRevision(
  storage: ReleaseStorage,
  history: readonly Release[],
  release: Release,
  maxHistory: number,
  signal?: AbortSignal,
): Promise<void> {
  const deployed = deployedRelease(history);
  const over = maxHistory > 0 ? history.length - (maxHistory - 1) : 0;
  const removable = history.filter(({ version }) => version !== deployed?.version);
  for (const old of removable.slice(0, Math.max(over, 0))) await storage.remove(old.name, old.version, signal);
  await storage.create(release, signal);
}

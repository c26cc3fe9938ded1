import type { Release } from '../record/index.ts';

/** The port for the records of releases in one namespace of one cluster. */
export interface ReleaseStorage {
  /** One revision. Throws ReleaseError `not-found`. */
  get(name: string, version: number, signal?: AbortSignal): Promise<Release>;
  /** Every revision of a release, oldest first; records that cannot be read are left out, as helm does. */
  history(name: string, signal?: AbortSignal): Promise<readonly Release[]>;
  /** Every label of a revision's record. Throws ReleaseError `not-found`. */
  labels(name: string, version: number, signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Every revision of every release. */
  list(signal?: AbortSignal): Promise<readonly Release[]>;
  /** Throws ReleaseError `exists`. */
  create(release: Release, signal?: AbortSignal): Promise<void>;
  /** Throws ReleaseError `not-found`. */
  update(release: Release, signal?: AbortSignal): Promise<void>;
  /** Throws ReleaseError `not-found`. */
  remove(name: string, version: number, signal?: AbortSignal): Promise<void>;
}

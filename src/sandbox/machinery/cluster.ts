import type { Clock, Logger, Random } from '../../base/index.ts';
import type { Printers } from '../printers/printers.ts';
import type { Storage } from '../storage.ts';
import type { AdmissionPlugin } from './admission.ts';
import type { FieldManagement } from './field-management.ts';
import type { Patching } from './writes/patch.ts';
import type { Registry } from './registry.ts';

/** One cluster: all that answers a request, without HTTP. */
export interface Cluster {
  /** Empty for the one at the root of the server. */
  readonly name: string;
  readonly storage: Storage;
  readonly registry: Registry;
  readonly fields: FieldManagement;
  readonly patching: Patching;
  readonly printers: Printers;
  /** In the order in which they are asked. */
  readonly admission: readonly AdmissionPlugin[];
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Who makes a request. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What every write carries besides the object. */
export interface WriteContext {
  readonly user: UserInfo;
  /** Who owns the fields that are written. */
  readonly manager: string;
  readonly dryRun: boolean;
  /** Adds a `Warning:` header to the answer. */
  readonly warn: (text: string) => void;
  /** Throws ApiError where the user may not also create: asked when an update finds nothing and so creates. */
  readonly mayCreate?: () => void;
}

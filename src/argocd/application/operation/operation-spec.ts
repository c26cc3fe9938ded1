import { isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import { readRetry, type RetrySpec } from '../spec.ts';
import { requestedOperation } from './operation.ts';

/** What an operation asks for. */
export interface OperationSpec {
  readonly revision: string | undefined;
  readonly source: JsonObject | undefined;
  readonly prune: boolean;
  readonly dryRun: boolean;
  /** `false` where the strategy is to apply alone. */
  readonly hooks: boolean;
  readonly force: boolean;
  readonly resources: readonly JsonObject[];
  /** A person names them all: those of the Application count for automation only. */
  readonly syncOptions: ReadonlySet<string>;
  readonly initiatedBy: { readonly username: string; readonly automated: boolean };
  readonly retry: RetrySpec | undefined;
}

/** Reads the operation that an Application is asked to run, or undefined where there is none. */
export function readOperation(owner: KubeObject): OperationSpec | undefined {
  const operation = requestedOperation(owner);
  if (operation === undefined || !isJsonObject(operation['sync'])) return undefined;
  const { sync } = operation;
  const strategy = jsonAt(sync, 'syncStrategy', 'hook') ?? jsonAt(sync, 'syncStrategy', 'apply');
  const options = sync['syncOptions'];
  return {
    revision: textAt(sync, 'revision') || undefined,
    source: isJsonObject(sync['source']) ? sync['source'] : undefined,
    prune: sync['prune'] === true,
    dryRun: sync['dryRun'] === true,
    hooks: !isJsonObject(jsonAt(sync, 'syncStrategy', 'apply')) || isJsonObject(jsonAt(sync, 'syncStrategy', 'hook')),
    force: jsonAt(strategy, 'force') === true,
    resources: Array.isArray(sync['resources']) ? sync['resources'].filter(isJsonObject) : [],
    syncOptions: new Set(Array.isArray(options) ? options.filter((option) => typeof option === 'string') : []),
    initiatedBy: {
      username: textAt(operation, 'initiatedBy', 'username'),
      automated: jsonAt(operation, 'initiatedBy', 'automated') === true,
    },
    retry: readRetry(operation['retry']),
  };
}

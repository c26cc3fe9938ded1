import { accessRows } from './access-rows.ts';
import { clusterRows } from './cluster-rows.ts';
import { networkRows } from './network-rows.ts';
import { policyRows } from './policy-rows.ts';
import { podRows } from './pod-rows.ts';
import { storageRows } from './storage-rows.ts';
import type { RowPrinter } from './table.ts';
import { workloadRows } from './workload-rows.ts';

/** What built-in kinds show, by `group/kind`; kinds that are not here show their name and age. */
export const builtinRowPrinters: ReadonlyMap<string, RowPrinter> = new Map([
  ['/Pod', podRows],
  ...[workloadRows, networkRows, clusterRows, storageRows, accessRows, policyRows].flatMap((rows) =>
    Object.entries(rows),
  ),
]);

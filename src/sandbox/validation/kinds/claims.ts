import { parseQuantity, textAt, textsAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { dnsSubdomainProblems } from '../names.ts';
import { all, fields, given, isEmpty, needed, on, oneOf, type Rule, text } from '../rules.ts';
import { labelSelector } from '../selectors.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** How a volume is used: as files, or raw. */
export const volumeModes: Rule = given(oneOf('Block', 'Filesystem'));

/** Access modes of a claim or a volume; `at` is the place of the list. */
export function accessModeErrors(modes: readonly string[], at: string): FieldError[] {
  return [
    ...modes.filter((mode) => !accessModes.includes(mode)).map((mode) => notSupported(at, mode, accessModes)),
    ...(modes.includes('ReadWriteOncePod') && modes.length > 1
      ? [forbiddenField(at, 'may not use ReadWriteOncePod with other access modes')]
      : []),
  ];
}

function sizeErrors(storage: string, path: string): FieldError[] {
  if (storage === '') return [required(path)];
  return (parseQuantity(storage) ?? 1n) <= 0n ? [invalid(path, storage, 'must be greater than zero')] : [];
}

/** The spec of a claim (kubernetes 1.36, pkg/apis/core/validation ValidatePersistentVolumeClaimSpec). */
export const claimSpecRule: Rule = all(
  fields({ accessModes: needed('at least 1 access mode is required'), selector: labelSelector }),
  on((spec, path) => [
    ...accessModeErrors(textsAt(spec, 'accessModes'), `${path}.accessModes`),
    ...sizeErrors(textAt(spec, 'resources', 'requests', 'storage'), `${path}.resources[storage]`),
  ]),
  fields({ storageClassName: text(dnsSubdomainProblems), volumeMode: volumeModes }),
  on((spec, path) => {
    const [source, reference] = [spec['dataSource'], spec['dataSourceRef']];
    if (isEmpty(source) || isEmpty(reference)) return [];
    const same = ['kind', 'name'].every((field) => textAt(source, field) === textAt(reference, field));
    return same ? [] : [invalid(path, {}, 'must match dataSourceRef')];
  }),
  fields({ volumeAttributesClassName: text(dnsSubdomainProblems) }),
);

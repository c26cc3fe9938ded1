import { HelmError } from './error.ts';

const validName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Throws HelmError `bad-values` for a name that no release may have (helm 4.2, pkg/chart/v2/util/validate_name.go). */
export function checkReleaseName(name: string): void {
  if (name !== '' && name.length <= 53 && validName.test(name)) return;
  const why =
    name === ''
      ? 'no name provided'
      : `invalid release name, must match regex ${validName.source} and the length must not be longer than 53`;
  throw new HelmError('bad-values', `release name check failed: release name ${JSON.stringify(name)}: ${why}`, {
    object: name,
  });
}

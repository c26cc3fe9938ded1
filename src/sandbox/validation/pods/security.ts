import { type JsonObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { duplicate, type FieldError, forbiddenField, invalid, required } from '../../machinery/field-error.ts';
import { between, each, given, on, oneOf, type Rule } from '../rules.ts';

const id = between(0, 2_147_483_647);
const systemName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const systemRule = String.raw`^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`;

const seccomp: Rule = given(
  on((profile, path) => {
    const type = textAt(profile, 'type');
    const place = profile['localhostProfile'];
    const at = `${path}.localhostProfile`;
    const shown = { Type: type, LocalhostProfile: place ?? null };
    return [
      ...(type === ''
        ? [required(`${path}.type`)]
        : oneOf('Localhost', 'RuntimeDefault', 'Unconfined')(type, `${path}.type`)),
      ...(type === 'Localhost' && place === undefined
        ? [required(at, 'must be set when seccomp type is Localhost')]
        : []),
      ...(type !== 'Localhost' && place !== undefined
        ? [invalid(at, shown, 'can only be set when seccomp type is Localhost')]
        : []),
    ];
  }),
);

function sysctlErrors(context: JsonObject, path: string): FieldError[] {
  const seen = new Set<string>();
  return objectsAt(context, 'sysctls').flatMap((sysctl, index) => {
    const name = textAt(sysctl, 'name');
    const at = `${path}.sysctls[${index}].name`;
    const isTwice = seen.has(name);
    seen.add(name);
    if (name === '') return [required(at)];
    if (name.length > 253 || !systemName.test(name)) {
      return [invalid(at, name, `must have at most 253 characters and match regex ${systemRule}`)];
    }
    return isTwice ? [duplicate(at, name)] : [];
  });
}

/** The security context of a pod (kubernetes 1.36, pkg/apis/core/validation ValidatePodSecurityContext). */
export function podSecurityErrors(spec: JsonObject, path: string): FieldError[] {
  const context = objectAt(spec, 'securityContext');
  const at = `${path}.securityContext`;
  const errors: FieldError[] = [];
  for (const field of ['fsGroup', 'runAsUser', 'runAsGroup']) errors.push(...id(context[field], `${at}.${field}`));
  errors.push(...each(id)(context['supplementalGroups'], `${at}.supplementalGroups`));
  if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true) {
    const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${at}.shareProcessNamespace`, true, why));
  }
  errors.push(...sysctlErrors(context, at));
  errors.push(...given(oneOf('Always', 'OnRootMismatch'))(context['fsGroupChangePolicy'], `${at}.fsGroupChangePolicy`));
  errors.push(...seccomp(context['seccompProfile'], `${at}.seccompProfile`));
  return errors;
}

/** How Go prints the context of a container, which has no JSON names there. */
function shownContext(context: JsonObject): JsonObject {
  const names = [
    ['Capabilities', 'capabilities'],
    ['Privileged', 'privileged'],
    ['SELinuxOptions', 'seLinuxOptions'],
    ['WindowsOptions', 'windowsOptions'],
    ['RunAsUser', 'runAsUser'],
    ['RunAsGroup', 'runAsGroup'],
    ['RunAsNonRoot', 'runAsNonRoot'],
    ['ReadOnlyRootFilesystem', 'readOnlyRootFilesystem'],
    ['AllowPrivilegeEscalation', 'allowPrivilegeEscalation'],
    ['ProcMount', 'procMount'],
    ['SeccompProfile', 'seccompProfile'],
    ['AppArmorProfile', 'appArmorProfile'],
  ] as const;
  return Object.fromEntries(names.map(([shown, name]) => [shown, context[name] ?? null]));
}

/** The security context of a container. */
export const containerSecurity: Rule = given(
  on((context, path) => {
    const errors: FieldError[] = [];
    for (const field of ['runAsUser', 'runAsGroup']) errors.push(...id(context[field], `${path}.${field}`));
    errors.push(...given(oneOf('Default', 'Unmasked'))(context['procMount'], `${path}.procMount`));
    if (context['allowPrivilegeEscalation'] === false && context['privileged'] === true) {
      const why = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
      errors.push(invalid(path, shownContext(context), why));
    }
    errors.push(...seccomp(context['seccompProfile'], `${path}.seccompProfile`));
    return errors;
  }),
);

/** What a pod for Windows cannot ask for. */
export function windowsErrors(spec: JsonObject, path: string): FieldError[] {
  const context = objectAt(spec, 'securityContext');
  const why = 'cannot be set for a windows pod';
  const own = ['hostPID', 'hostIPC'].filter((field) => spec[field] === true).map((field) => `${path}.${field}`);
  const inner = [
    'seLinuxOptions',
    'seccompProfile',
    'fsGroup',
    'fsGroupChangePolicy',
    'sysctls',
    'runAsUser',
    'runAsGroup',
  ]
    .filter((field) => context[field] !== undefined)
    .map((field) => `${path}.securityContext.${field}`);
  return [...own, ...inner].map((field) => forbiddenField(field, why));
}

import { type JsonObject, objectsAt, textAt } from '../../../base/index.ts';
import {
  capabilities,
  type Check,
  containersOf,
  containersWhere,
  contextOf,
  isSet,
  named,
  quoted,
  seccompOf,
  settersOf,
} from './checks.ts';

const isWindows = (spec: JsonObject): boolean => textAt(spec['os'] ?? {}, 'name') === 'windows';
const isRelaxed = (spec: JsonObject): boolean => spec['hostUsers'] === false;

const privilegeEscalation: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const names = containersWhere(spec, (container) => contextOf(container)['allowPrivilegeEscalation'] !== false);
  if (names.length === 0) return undefined;
  const detail = `${named('container', names)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
};

const restrictedCapabilities: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const added = (container: JsonObject): readonly string[] =>
    capabilities(container, 'add').filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = containersWhere(spec, (container) => !capabilities(container, 'drop').includes('ALL'));
  const adding = containersWhere(spec, (container) => added(container).length > 0);
  const details: string[] = [];
  if (keeping.length > 0)
    details.push(`${named('container', keeping)} must set securityContext.capabilities.drop=["ALL"]`);
  if (adding.length > 0) {
    const found = [...new Set(containersOf(spec).flatMap(added))].sort();
    details.push(`${named('container', adding)} must not include ${quoted(found)} in securityContext.capabilities.add`);
  }
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const allowedVolumes =
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ');

const volumes: Check = (spec) => {
  const bad = objectsAt(spec, 'volumes').filter((volume) => !allowedVolumes.some((kind) => isSet(volume[kind])));
  if (bad.length === 0) return undefined;
  const kinds = bad.map(
    (volume) => Object.keys(volume).find((name) => name !== 'name' && isSet(volume[name])) ?? 'unknown',
  );
  const unique = [...new Set(kinds)].sort();
  const use = bad.length === 1 ? 'uses' : 'use';
  const what = `restricted volume type${unique.length === 1 ? '' : 's'}`;
  const names = bad.map((volume) => textAt(volume, 'name'));
  return { reason: 'restricted volume types', detail: `${named('volume', names)} ${use} ${what} ${quoted(unique)}` };
};

const nonRoot: Check = (spec) => {
  if (isRelaxed(spec)) return undefined;
  const reason = 'runAsNonRoot != true';
  const setters = settersOf(spec, (owner) => contextOf(owner)['runAsNonRoot'] === false);
  if (setters.length > 0) {
    return { reason, detail: `${setters.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  }
  if (contextOf(spec)['runAsNonRoot'] === true) return undefined;
  const names = containersWhere(spec, (container) => !isSet(contextOf(container)['runAsNonRoot']));
  if (names.length === 0) return undefined;
  return { reason, detail: `pod or ${named('container', names)} must set securityContext.runAsNonRoot=true` };
};

const user: Check = (spec) => {
  if (isRelaxed(spec)) return undefined;
  const setters = settersOf(spec, (owner) => contextOf(owner)['runAsUser'] === 0);
  return setters.length === 0
    ? undefined
    : { reason: 'runAsUser=0', detail: `${setters.join(' and ')} must not set runAsUser=0` };
};

const seccomp: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const reason = 'seccompProfile';
  const isGood = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';
  const setters = settersOf(spec, (owner) => seccompOf(owner) !== undefined && !isGood(seccompOf(owner)));
  if (setters.length > 0) {
    const types = [spec, ...containersOf(spec)]
      .flatMap((owner) => seccompOf(owner) ?? [])
      .filter((type) => !isGood(type));
    const found = quoted([...new Set(types)].sort());
    return { reason, detail: `${setters.join(' and ')} must not set securityContext.seccompProfile.type to ${found}` };
  }
  if (isGood(seccompOf(spec))) return undefined;
  const names = containersWhere(spec, (container) => seccompOf(container) === undefined);
  if (names.length === 0) return undefined;
  const wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason, detail: `pod or ${named('container', names)} ${wanted}` };
};

/** The checks that the level restricted has besides those of baseline. */
export const restrictedChecks: readonly Check[] = [
  privilegeEscalation,
  restrictedCapabilities,
  volumes,
  nonRoot,
  user,
  seccomp,
];

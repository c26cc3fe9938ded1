import { isJsonObject, objectsAt, textAt } from '../../../base/index.ts';
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

const allowedCapabilities: ReadonlySet<string> = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);

const baselineCapabilities: Check = (spec) => {
  const bad = (container: Parameters<typeof capabilities>[0]): readonly string[] =>
    capabilities(container, 'add').filter((name) => !allowedCapabilities.has(name));
  const names = containersWhere(spec, (container) => bad(container).length > 0);
  if (names.length === 0) return undefined;
  const found = [...new Set(containersOf(spec).flatMap(bad))].sort();
  const detail = `${named('container', names)} must not include ${quoted(found)} in securityContext.capabilities.add`;
  return { reason: 'non-default capabilities', detail };
};

const hostNamespaces: Check = (spec) => {
  const used = ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => spec[name] === true);
  if (used.length === 0) return undefined;
  return { reason: 'host namespaces', detail: used.map((name) => `${name}=true`).join(', ') };
};

const hostPaths: Check = (spec) => {
  const names = objectsAt(spec, 'volumes')
    .filter((volume) => isSet(volume['hostPath']))
    .map((volume) => textAt(volume, 'name'));
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: named('volume', names) };
};

const hostPorts: Check = (spec) => {
  const portsOf = (container: Parameters<typeof capabilities>[0]): readonly string[] =>
    objectsAt(container, 'ports').flatMap(({ hostPort }) =>
      typeof hostPort === 'number' && hostPort !== 0 ? [String(hostPort)] : [],
    );
  const names = containersWhere(spec, (container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = [...new Set(containersOf(spec).flatMap(portsOf))].sort();
  const use = names.length === 1 ? 'uses' : 'use';
  const what = ports.length === 1 ? 'hostPort' : 'hostPorts';
  return { reason: 'hostPort', detail: `${named('container', names)} ${use} ${what} ${ports.join(', ')}` };
};

const privileged: Check = (spec) => {
  const names = containersWhere(spec, (container) => contextOf(container)['privileged'] === true);
  if (names.length === 0) return undefined;
  return { reason: 'privileged', detail: `${named('container', names)} must not set securityContext.privileged=true` };
};

const procMount: Check = (spec) => {
  const mountOf = (container: Parameters<typeof capabilities>[0]): string => textAt(contextOf(container), 'procMount');
  const names = containersWhere(spec, (container) => !['', 'Default'].includes(mountOf(container)));
  if (names.length === 0) return undefined;
  const values = [
    ...new Set(
      containersOf(spec)
        .map(mountOf)
        .filter((value) => !['', 'Default'].includes(value)),
    ),
  ].sort();
  return {
    reason: 'procMount',
    detail: `${named('container', names)} must not set securityContext.procMount to ${quoted(values)}`,
  };
};

const seccomp: Check = (spec) => {
  const setters = settersOf(spec, (owner) => seccompOf(owner) === 'Unconfined');
  if (setters.length === 0) return undefined;
  const detail = `${setters.join(' and ')} must not set securityContext.seccompProfile.type to "Unconfined"`;
  return { reason: 'seccompProfile', detail };
};

const safeSysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

const sysctls: Check = (spec) => {
  const context = contextOf(spec);
  const names = isJsonObject(context) ? objectsAt(context, 'sysctls').map((sysctl) => textAt(sysctl, 'name')) : [];
  const bad = names.filter((name) => !safeSysctls.has(name));
  return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};

/** The checks of the level baseline; those that a stricter one of the level restricted stands in for are marked. */
export const baselineChecks: readonly { readonly check: Check; readonly overridden?: true }[] = [
  { check: baselineCapabilities, overridden: true },
  { check: hostNamespaces },
  { check: hostPaths, overridden: true },
  { check: hostPorts },
  { check: privileged },
  { check: procMount },
  { check: seccomp, overridden: true },
  { check: sysctls },
];

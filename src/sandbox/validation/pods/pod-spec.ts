import { type JsonObject, objectAt, objectsAt, textAt, textMapAt, textsAt } from '../../../base/index.ts';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../machinery/field-error.ts';
import { ipProblems } from '../addresses.ts';
import { dnsLabelProblems, dnsSubdomainProblems, searchProblems } from '../names.ts';
import { labelErrors } from '../object-meta.ts';
import { between, given, oneOf, type Rule, text } from '../rules.ts';
import { containerErrors, type ContainerScope, initContainerErrors } from './containers.ts';
import { affinity, gateErrors, spreadErrors, tolerations } from './scheduling.ts';
import { podSecurityErrors, windowsErrors } from './security.ts';
import { volumeSourceErrors } from './volume-sources.ts';

/** What is wrong with the spec of a pod (kubernetes 1.36, pkg/apis/core/validation ValidatePodSpec). */
export function podSpecErrors(spec: JsonObject, path: string): FieldError[] {
  const volumes = new Map<string, JsonObject>();
  const volumeErrors = objectsAt(spec, 'volumes').flatMap((volume, index) =>
    oneVolume(volume, `${path}.volumes[${index}]`, volumes),
  );
  const scope: ContainerScope = { volumes, names: new Set(), hostNetwork: spec['hostNetwork'] === true };
  const containers = objectsAt(spec, 'containers');
  const own = containers.flatMap((container, index) =>
    containerErrors(container, `${path}.containers[${index}]`, scope),
  );
  const inits = objectsAt(spec, 'initContainers').flatMap((container, index) =>
    initContainerErrors(container, `${path}.initContainers[${index}]`, scope),
  );
  const check = (field: string, rule: Rule): readonly FieldError[] => rule(spec[field], `${path}.${field}`);
  const label = text(dnsLabelProblems);
  const subdomain = text(dnsSubdomainProblems);
  return [
    ...volumeErrors,
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...own,
    ...inits,
    ...check('restartPolicy', oneOf('Always', 'OnFailure', 'Never')),
    ...check('dnsPolicy', oneOf('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None')),
    ...labelErrors(textMapAt(spec, 'nodeSelector'), `${path}.nodeSelector`),
    ...podSecurityErrors(spec, path),
    ...(spec['hostUsers'] === false && spec['hostNetwork'] === true
      ? [forbiddenField(`${path}.hostNetwork`, 'when `hostUsers` is false')]
      : []),
    ...check('affinity', affinity),
    ...dnsErrors(spec, path),
    ...gateErrors(spec, path),
    ...spreadErrors(spec, `${path}.topologySpreadConstraints`),
    ...check('serviceAccountName', subdomain),
    ...check('nodeName', subdomain),
    ...check('activeDeadlineSeconds', given(between(1, 2_147_483_647))),
    ...check('hostname', label),
    ...check('subdomain', label),
    ...check('tolerations', tolerations),
    ...hostAliasErrors(spec, path),
    ...osErrors(spec, path),
  ];
}

function oneVolume(volume: JsonObject, path: string, volumes: Map<string, JsonObject>): FieldError[] {
  const name = textAt(volume, 'name');
  const errors = volumeSourceErrors(volume, path);
  const at = `${path}.name`;
  if (name === '') return [...errors, required(at)];
  const problems = dnsLabelProblems(name);
  if (problems.length > 0) return [...errors, ...problems.map((problem) => invalid(at, name, problem))];
  if (volumes.has(name)) return [...errors, duplicate(at, name)];
  volumes.set(name, volume);
  return errors;
}

const mostServers = 3;
const mostSearches = 32;

function dnsErrors(spec: JsonObject, path: string): FieldError[] {
  const at = `${path}.dnsConfig`;
  const config = spec['dnsConfig'];
  const isNone = textAt(spec, 'dnsPolicy') === 'None';
  if (config === undefined) {
    return isNone ? [required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')] : [];
  }
  const [servers, searches] = [textsAt(config, 'nameservers'), textsAt(config, 'searches')];
  const errors: FieldError[] = [];
  if (isNone && servers.length === 0) {
    errors.push(required(`${at}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
  }
  if (servers.length > mostServers) {
    errors.push(invalid(`${at}.nameservers`, [...servers], `must not have more than ${mostServers} nameservers`));
  }
  for (const [index, server] of servers.entries()) {
    errors.push(...ipProblems(server).map((problem) => invalid(`${at}.nameservers[${index}]`, server, problem)));
  }
  if (searches.length > mostSearches) {
    errors.push(invalid(`${at}.searches`, [...searches], `must not have more than ${mostSearches} search paths`));
  }
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue;
    const judged = search.replace(/\.$/, '');
    errors.push(...searchProblems(judged).map((problem) => invalid(`${at}.searches[${index}]`, search, problem)));
  }
  for (const [index, option] of objectsAt(config, 'options').entries()) {
    if (textAt(option, 'name') === '') errors.push(required(`${at}.options[${index}]`, 'must not be empty'));
  }
  return errors;
}

function hostAliasErrors(spec: JsonObject, path: string): FieldError[] {
  return objectsAt(spec, 'hostAliases').flatMap((alias, index) => {
    const at = `${path}.hostAliases[${index}]`;
    const ip = textAt(alias, 'ip');
    return [
      ...ipProblems(ip).map((problem) => invalid(`${at}.ip`, ip, problem)),
      ...textsAt(alias, 'hostnames').flatMap((host, order) =>
        dnsSubdomainProblems(host).map((problem) => invalid(`${at}.hostnames[${order}]`, host, problem)),
      ),
    ];
  });
}

function osErrors(spec: JsonObject, path: string): FieldError[] {
  if (spec['os'] === undefined) return [];
  const name = textAt(objectAt(spec, 'os'), 'name');
  if (name === '') return [required(`${path}.os.name`)];
  if (name !== 'linux' && name !== 'windows') return [notSupported(`${path}.os`, name, ['linux', 'windows'])];
  return name === 'windows' ? windowsErrors(spec, path) : [];
}

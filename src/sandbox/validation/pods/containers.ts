import { type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notFoundValue,
  notSupported,
  required,
} from '../../machinery/field-error.ts';
import { dnsLabelProblems, portNameProblems } from '../names.ts';
import { given, oneOf } from '../rules.ts';
import { resourceErrors } from './container-resources.ts';
import { environmentErrors } from './environment.ts';
import { handlerErrors, probeErrors } from './probes.ts';
import { containerSecurity } from './security.ts';
import { mayHoldBlocks, mountDetailErrors } from './volume-sources.ts';

/** What the containers of a pod share. */
export interface ContainerScope {
  /** Valid ones, by name. */
  readonly volumes: ReadonlyMap<string, JsonObject>;
  /** Of the containers seen so far. */
  readonly names: Set<string>;
  readonly hostNetwork: boolean;
}

const protocols = ['SCTP', 'TCP', 'UDP'];

/** What is wrong with a container (kubernetes 1.36, pkg/apis/core/validation validateContainerCommon and validateContainers). */
export function containerErrors(container: JsonObject, path: string, scope: ContainerScope): FieldError[] {
  return [...commonErrors(container, path, scope), ...runningErrors(container, path)];
}

/** What is wrong with a container that ends before the others start, or that runs beside them for good. */
export function initContainerErrors(container: JsonObject, path: string, scope: ContainerScope): FieldError[] {
  const errors = commonErrors(container, path, scope);
  const policy = container['restartPolicy'];
  const policies = ['Always', 'Never', 'OnFailure'];
  if (typeof policy === 'string' && !policies.includes(policy)) {
    errors.push(notSupported(`${path}.restartPolicy`, policy, policies));
  }
  if (policy === 'Always') return [...errors, ...runningErrors(container, path)];
  const why = 'may not be set for init containers without restartPolicy=Always';
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (container[field] !== undefined) errors.push(forbiddenField(`${path}.${field}`, why));
  }
  return errors;
}

function runningErrors(container: JsonObject, path: string): FieldError[] {
  const lifecycle = objectAt(container, 'lifecycle');
  return [
    ...['postStart', 'preStop'].flatMap((hook) =>
      lifecycle[hook] === undefined ? [] : handlerErrors(objectAt(lifecycle, hook), `${path}.lifecycle.${hook}`),
    ),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
      container[probe] === undefined ? [] : probeErrors(objectAt(container, probe), `${path}.${probe}`, probe),
    ),
  ];
}

function commonErrors(container: JsonObject, path: string, scope: ContainerScope): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(container, 'name');
  if (name === '') errors.push(required(`${path}.name`));
  else errors.push(...dnsLabelProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
  const image = textAt(container, 'image');
  if (image === '') errors.push(required(`${path}.image`));
  else if (image.trim() !== image)
    errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  const messages = ['File', 'FallbackToLogsOnError'];
  const message = container['terminationMessagePolicy'];
  if (typeof message === 'string' && !messages.includes(message)) {
    errors.push(notSupported(`${path}.terminationMessagePolicy`, message, messages));
  }
  errors.push(...portErrors(container, `${path}.ports`, scope.hostNetwork));
  errors.push(...environmentErrors(container, path));
  errors.push(...mountErrors(container, path, scope.volumes));
  errors.push(...oneOf('Always', 'IfNotPresent', 'Never')(container['imagePullPolicy'], `${path}.imagePullPolicy`));
  errors.push(...resourceErrors(container, `${path}.resources`));
  errors.push(...resizeErrors(container, `${path}.resizePolicy`));
  errors.push(...containerSecurity(container['securityContext'], `${path}.securityContext`));
  if (name !== '') {
    if (scope.names.has(name)) errors.push(duplicate(`${path}.name`, name));
    scope.names.add(name);
  }
  return errors;
}

function portErrors(container: JsonObject, path: string, hostNetwork: boolean): FieldError[] {
  const names = new Set<string>();
  const hostPorts = new Set<string>();
  const taken: FieldError[] = [];
  const errors = objectsAt(container, 'ports').flatMap((port, index) => {
    const at = `${path}[${index}]`;
    const found: FieldError[] = [];
    const name = textAt(port, 'name');
    const problems = name === '' ? [] : portNameProblems(name);
    found.push(...problems.map((problem) => invalid(`${at}.name`, name, problem)));
    if (name !== '' && problems.length === 0) {
      if (names.has(name)) found.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    const number = numberAt(port, ['containerPort']);
    if (number === 0) found.push(required(`${at}.containerPort`));
    else if (!isPort(number)) found.push(invalid(`${at}.containerPort`, number, portRule));
    const host = numberAt(port, ['hostPort']);
    if (host !== 0 && !isPort(host)) found.push(invalid(`${at}.hostPort`, host, portRule));
    const protocol = textAt(port, 'protocol');
    if (!protocols.includes(protocol)) found.push(notSupported(`${at}.protocol`, protocol, protocols));
    if (host === 0) return found;
    if (hostNetwork && host !== number) {
      taken.push(invalid(`${at}.hostPort`, host, 'must match `containerPort` when `hostNetwork` is true'));
    }
    const key = `${protocol}/${textAt(port, 'hostIP')}/${host}`;
    if (hostPorts.has(key)) taken.push(duplicate(`${at}.hostPort`, key));
    hostPorts.add(key);
    return found;
  });
  return [...errors, ...taken];
}

const portRule = 'must be between 1 and 65535, inclusive';

function isPort(number: number): boolean {
  return number >= 1 && number <= 65_535;
}

function mountErrors(container: JsonObject, path: string, volumes: ReadonlyMap<string, JsonObject>): FieldError[] {
  const places = new Set<string>();
  const privileged = objectAt(container, 'securityContext')['privileged'] === true;
  const mounts = objectsAt(container, 'volumeMounts').flatMap((mount, index) => {
    const at = `${path}.volumeMounts[${index}]`;
    const errors: FieldError[] = [];
    const name = textAt(mount, 'name');
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(notFoundValue(`${at}.name`, name));
    const place = textAt(mount, 'mountPath');
    if (place === '') errors.push(required(`${at}.mountPath`));
    if (places.has(place)) errors.push(invalid(`${at}.mountPath`, place, 'must be unique'));
    places.add(place);
    errors.push(...mountDetailErrors(mount, `${path}.volumeMounts`, index, privileged));
    return errors;
  });
  const devices = objectsAt(container, 'volumeDevices').flatMap((device, index) => {
    const at = `${path}.volumeDevices[${index}]`;
    const name = textAt(device, 'name');
    const volume = volumes.get(name);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${at}.name`));
    if (volume === undefined) errors.push(notFoundValue(`${at}.name`, name));
    else if (!mayHoldBlocks(volume)) {
      const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(`${at}.name`, name, why));
    }
    if (textAt(device, 'devicePath') === '') errors.push(required(`${at}.devicePath`));
    return errors;
  });
  return [...mounts, ...devices];
}

function resizeErrors(container: JsonObject, path: string): FieldError[] {
  const seen = new Set<string>();
  return objectsAt(container, 'resizePolicy').flatMap((policy, index) => {
    const name = textAt(policy, 'resourceName');
    const isTwice = seen.has(name);
    seen.add(name);
    return [
      ...(isTwice ? [duplicate(`${path}[${index}]`, name)] : []),
      ...oneOf('cpu', 'memory')(name, path),
      ...given(oneOf('NotRequired', 'RestartContainer'))(policy['restartPolicy'], path),
    ];
  });
}

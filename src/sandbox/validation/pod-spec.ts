import { type JsonObject, numberAt, objectAt, objectsAt, parseQuantity, textAt, textMapAt } from '../../base/index.ts';
import {
  duplicate,
  type FieldError,
  invalid,
  notFoundValue,
  notSupported,
  required,
} from '../machinery/field-error.ts';
import {
  configKeyProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  environmentNameProblems,
  portNameProblems,
} from './names.ts';
import { labelErrors } from './object-meta.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];
const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

/** What is wrong with the spec of a pod, as far as it is judged here (kubernetes 1.36, pkg/apis/core/validation ValidatePodSpec). */
export function podSpecErrors(spec: JsonObject, path: string): FieldError[] {
  const volumes = new Set<string>();
  const volumeErrors = objectsAt(spec, 'volumes').flatMap((volume, index) =>
    oneVolume(volume, `${path}.volumes[${index}]`, volumes),
  );
  const names = new Set<string>();
  const containers = objectsAt(spec, 'containers');
  const errors = [
    ...volumeErrors,
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...containers.flatMap((container, index) =>
      containerErrors(container, `${path}.containers[${index}]`, volumes, names),
    ),
    ...objectsAt(spec, 'initContainers').flatMap((container, index) =>
      containerErrors(container, `${path}.initContainers[${index}]`, volumes, names),
    ),
  ];
  const choices = [
    ['restartPolicy', ['Always', 'OnFailure', 'Never']],
    ['dnsPolicy', ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']],
  ] as const;
  for (const [field, supported] of choices) {
    const value = textAt(spec, field);
    if (!(supported as readonly string[]).includes(value))
      errors.push(notSupported(`${path}.${field}`, value, supported));
  }
  errors.push(...labelErrors(textMapAt(spec, 'nodeSelector'), `${path}.nodeSelector`));
  errors.push(...named(spec, 'serviceAccountName', path, dnsSubdomainProblems));
  errors.push(...named(spec, 'hostname', path, dnsLabelProblems), ...named(spec, 'subdomain', path, dnsLabelProblems));
  const deadline = spec['activeDeadlineSeconds'];
  if (typeof deadline === 'number' && (deadline < 1 || deadline > 2_147_483_647)) {
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'));
  }
  return errors;
}

function named(spec: JsonObject, field: string, path: string, rule: (value: string) => string[]): FieldError[] {
  const value = textAt(spec, field);
  return value === '' ? [] : rule(value).map((problem) => invalid(`${path}.${field}`, value, problem));
}

function oneVolume(volume: JsonObject, path: string, names: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(volume, 'name');
  const [source, ...others] = Object.keys(volume)
    .filter((key) => key !== 'name')
    // Looked at in this order.
    .sort((a, b) => Number(b === 'emptyDir') - Number(a === 'emptyDir'));
  for (const other of others) {
    errors.push({
      reason: 'FieldValueForbidden',
      field: `${path}.${other}`,
      message: 'Forbidden: may not specify more than 1 volume type',
    });
  }
  if (source === undefined) errors.push(required(path, 'must specify a volume type'));
  errors.push(...sourceErrors(volume, path));
  if (name === '') return [...errors, required(`${path}.name`)];
  const problems = dnsLabelProblems(name);
  if (problems.length > 0) return [...errors, ...problems.map((problem) => invalid(`${path}.name`, name, problem))];
  if (names.has(name)) return [...errors, duplicate(`${path}.name`, name)];
  names.add(name);
  return errors;
}

/** What sources need to say. */
const needed: Readonly<Record<string, string>> = {
  configMap: 'name',
  secret: 'secretName',
  persistentVolumeClaim: 'claimName',
  hostPath: 'path',
};

function sourceErrors(volume: JsonObject, path: string): FieldError[] {
  return Object.entries(needed).flatMap(([source, field]) =>
    volume[source] !== undefined && textAt(volume, source, field) === ''
      ? [required(`${path}.${source}.${field}`)]
      : [],
  );
}

function containerErrors(
  container: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
  names: Set<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(container, 'name');
  if (name === '') errors.push(required(`${path}.name`));
  else errors.push(...dnsLabelProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
  const image = textAt(container, 'image');
  if (image === '') errors.push(required(`${path}.image`));
  else if (image.trim() !== image)
    errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  errors.push(...portErrors(container, `${path}.ports`));
  errors.push(...environmentErrors(container, `${path}.env`));
  errors.push(...mountErrors(container, `${path}.volumeMounts`, volumes));
  const policies = ['Always', 'IfNotPresent', 'Never'];
  const policy = textAt(container, 'imagePullPolicy');
  if (!policies.includes(policy)) errors.push(notSupported(`${path}.imagePullPolicy`, policy, policies));
  errors.push(...resourceErrors(container, `${path}.resources`));
  if (name !== '') {
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (container[probe] !== undefined)
      errors.push(...probeErrors(objectAt(container, probe), `${path}.${probe}`, probe));
  }
  return errors;
}

function portErrors(container: JsonObject, path: string): FieldError[] {
  const names = new Set<string>();
  return objectsAt(container, 'ports').flatMap((port, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const name = textAt(port, 'name');
    const problems = name === '' ? [] : portNameProblems(name);
    errors.push(...problems.map((problem) => invalid(`${at}.name`, name, problem)));
    if (name !== '' && problems.length === 0) {
      if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    const number = numberAt(port, ['containerPort']);
    if (number === 0) errors.push(required(`${at}.containerPort`));
    else if (!isPort(number)) errors.push(invalid(`${at}.containerPort`, number, portRule));
    const host = numberAt(port, ['hostPort']);
    if (host !== 0 && !isPort(host)) errors.push(invalid(`${at}.hostPort`, host, portRule));
    const protocol = textAt(port, 'protocol');
    if (!protocols.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, protocols));
    return errors;
  });
}

const portRule = 'must be between 1 and 65535, inclusive';

function isPort(number: number): boolean {
  return number >= 1 && number <= 65_535;
}

function environmentErrors(container: JsonObject, path: string): FieldError[] {
  return objectsAt(container, 'env').flatMap((variable, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const name = textAt(variable, 'name');
    if (name === '') errors.push(required(`${at}.name`));
    else errors.push(...environmentNameProblems(name).map((problem) => invalid(`${at}.name`, name, problem)));
    const from = variable['valueFrom'];
    if (from === undefined) return errors;
    const sources = Object.keys(objectAt(variable, 'valueFrom'));
    if (textAt(variable, 'value') !== '') {
      errors.push(invalid(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty'));
    }
    if (sources.length === 0) {
      const text =
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
      errors.push(invalid(`${at}.valueFrom`, '', text));
    }
    if (sources.length > 1) {
      errors.push(invalid(`${at}.valueFrom`, '', 'may not have more than one field specified at a time'));
    }
    for (const source of ['configMapKeyRef', 'secretKeyRef']) {
      if (!sources.includes(source)) continue;
      const reference = objectAt(variable, 'valueFrom', source);
      if (textAt(reference, 'name') === '') errors.push(required(`${at}.valueFrom.${source}.name`));
      const key = textAt(reference, 'key');
      if (key === '') errors.push(required(`${at}.valueFrom.${source}.key`));
      else
        errors.push(...configKeyProblems(key).map((problem) => invalid(`${at}.valueFrom.${source}.key`, key, problem)));
    }
    return errors;
  });
}

function mountErrors(container: JsonObject, path: string, volumes: ReadonlySet<string>): FieldError[] {
  const places = new Set<string>();
  return objectsAt(container, 'volumeMounts').flatMap((mount, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const name = textAt(mount, 'name');
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(notFoundValue(`${at}.name`, name));
    const place = textAt(mount, 'mountPath');
    if (place === '') errors.push(required(`${at}.mountPath`));
    if (places.has(place)) errors.push(invalid(`${at}.mountPath`, place, 'must be unique'));
    places.add(place);
    return errors;
  });
}

function resourceErrors(container: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const limits = textMapAt(container, 'resources', 'limits');
  const requests = textMapAt(container, 'resources', 'requests');
  for (const [kind, list] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const [name, quantity] of Object.entries(list)) {
      if ((parseQuantity(quantity) ?? 0n) < 0n) {
        errors.push(invalid(`${path}.${kind}[${name}]`, quantity, 'must be greater than or equal to 0'));
      }
    }
  }
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit === undefined || (parseQuantity(request) ?? 0n) <= (parseQuantity(limit) ?? 0n)) continue;
    errors.push(invalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
  }
  return errors;
}

function probeErrors(probe: JsonObject, path: string, kind: string): FieldError[] {
  const errors: FieldError[] = [];
  const given = handlers.filter((handler) => probe[handler] !== undefined);
  if (given.length === 0) errors.push(required(path, 'must specify a handler type'));
  for (const extra of given.slice(1)) {
    errors.push({
      reason: 'FieldValueForbidden',
      field: `${path}.${extra}`,
      message: 'Forbidden: may not specify more than 1 handler type',
    });
  }
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]) {
    const value = numberAt(probe, [field]);
    if (value < 0) errors.push(invalid(`${path}.${field}`, value, 'must be greater than or equal to 0'));
  }
  if (kind !== 'readinessProbe' && numberAt(probe, ['successThreshold']) !== 1) {
    errors.push(invalid(`${path}.successThreshold`, numberAt(probe, ['successThreshold']), 'must be 1'));
  }
  return errors;
}

import { type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, required } from '../../machinery/field-error.ts';
import { portNameProblems } from '../names.ts';
import { needed, oneOf, portNumber, textOrEmpty } from '../rules.ts';

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

/** What is wrong with what is done for a probe or a hook (kubernetes 1.36, pkg/apis/core/validation validateHandler). */
export function handlerErrors(action: JsonObject, path: string): FieldError[] {
  const [handler, ...others] = handlers.filter((name) => action[name] !== undefined);
  if (handler === undefined) return [required(path, 'must specify a handler type')];
  return [
    ...oneHandler(objectAt(action, handler), handler, `${path}.${handler}`),
    ...others.map((other) => forbiddenField(`${path}.${other}`, 'may not specify more than 1 handler type')),
  ];
}

function oneHandler(action: JsonObject, kind: string, path: string): readonly FieldError[] {
  switch (kind) {
    case 'exec':
      return needed()(action['command'], `${path}.command`);
    case 'httpGet':
      return [
        ...(textAt(action, 'path') === '' ? [required(`${path}.path`)] : []),
        ...port(action, path),
        ...oneOf('HTTP', 'HTTPS')(action['scheme'], `${path}.scheme`),
        ...objectsAt(action, 'httpHeaders').flatMap((header) => headerErrors(textAt(header, 'name'), path)),
      ];
    case 'tcpSocket':
      return port(action, path);
    case 'grpc':
      return portNumber(action['port'], `${path}.port`);
    default:
      return [];
  }
}

function port(action: JsonObject, path: string): readonly FieldError[] {
  const value = action['port'];
  return typeof value === 'string'
    ? textOrEmpty(portNameProblems)(value, `${path}.port`)
    : portNumber(value, `${path}.port`);
}

function headerErrors(name: string, path: string): FieldError[] {
  if (/^[-A-Za-z0-9]+$/.test(name)) return [];
  const rule =
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
  return [invalid(`${path}.httpHeaders`, name, rule)];
}

const numbers = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

/** What is wrong with a probe; `kind` is the member that it stands in. */
export function probeErrors(probe: JsonObject, path: string, kind: string): FieldError[] {
  const errors = handlerErrors(probe, path);
  for (const field of numbers) {
    const value = numberAt(probe, [field]);
    if (value < 0) errors.push(invalid(`${path}.${field}`, value, 'must be greater than or equal to 0'));
  }
  const grace = probe['terminationGracePeriodSeconds'];
  if (typeof grace === 'number' && grace <= 0) {
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  }
  if (kind === 'readinessProbe') {
    if (grace !== undefined) {
      errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
    }
  } else if (numberAt(probe, ['successThreshold']) !== 1) {
    errors.push(invalid(`${path}.successThreshold`, numberAt(probe, ['successThreshold']), 'must be 1'));
  }
  return errors;
}

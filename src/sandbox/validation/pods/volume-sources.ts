import {
  type Json,
  type JsonObject,
  objectAt,
  objectsAt,
  parseQuantity,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { configKeyProblems, dnsSubdomainProblems } from '../names.ts';
import { all, first, given, isEmpty, needed, number, on, oneOf, type Rule, text } from '../rules.ts';
import { claimSpecRule } from '../kinds/claims.ts';
import { fieldReferenceErrors, resourceReferenceErrors, volumeFields } from './references.ts';

const modeRule = number(
  (value) => value >= 0 && value <= 0o777,
  'must be a number between 0 and 0777 (octal), both inclusive',
);

/** A path that stays where it is: relative and without steps up. */
export const localPath: Rule = (value, path) => {
  const place = typeof value === 'string' ? value : '';
  return [
    ...(place.startsWith('/') ? [invalid(path, place, 'must be a relative path')] : []),
    ...stepUpErrors(place, path),
  ];
};

function stepUpErrors(place: string, path: string): FieldError[] {
  return place.split('/').includes('..') ? [invalid(path, place, "must not contain '..'")] : [];
}

const noStepUp: Rule = (value, path) => (typeof value === 'string' ? stepUpErrors(value, path) : []);

function items(value: Json | undefined, path: string): FieldError[] {
  return objectsAt(value ?? null).flatMap((item, index) => {
    const at = `${path}[${index}]`;
    const place = textAt(item, 'path');
    return [
      ...needed()(item['key'], `${at}.key`),
      ...(place === '' ? [required(`${at}.path`)] : localPath(place, `${at}.path`)),
      ...modeRule(item['mode'], `${at}.mode`),
    ];
  });
}

/** A volume made of the keys of something; `name` is the member that says of what. */
function keyed(name: string): Rule {
  return on((source, path) => [
    ...needed()(source[name], `${path}.${name}`),
    ...modeRule(source['defaultMode'], `${path}.defaultMode`),
    ...items(source['items'], `${path}.items`),
  ]);
}

function downwardFile(file: JsonObject, path: string): FieldError[] {
  const place = textAt(file, 'path');
  const [field, resource] = [file['fieldRef'], file['resourceFieldRef']];
  const errors: FieldError[] = [];
  if (place === '') errors.push(required(`${path}.path`));
  errors.push(...stepUpErrors(place, `${path}.path`));
  if (field !== undefined) {
    errors.push(...fieldReferenceErrors(objectAt(field), `${path}.fieldRef`, volumeFields));
    if (resource !== undefined) {
      errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    }
  } else if (resource !== undefined) {
    errors.push(...resourceReferenceErrors(objectAt(resource), `${path}.resourceFieldRef`, true));
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  return [...errors, ...modeRule(file['mode'], `${path}.mode`)];
}

const downward: Rule = on((source, path) => [
  ...modeRule(source['defaultMode'], `${path}.defaultMode`),
  ...objectsAt(source, 'items').flatMap((file) => downwardFile(file, path)),
]);

const projectedKinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle'];

const projected: Rule = on((source, path) => [
  ...modeRule(source['defaultMode'], `${path}.defaultMode`),
  ...objectsAt(source, 'sources').flatMap((item, index) => {
    const at = `${path}.sources[${index}]`;
    const [kind, ...others] = projectedKinds.filter((name) => item[name] !== undefined);
    return [
      ...(kind === undefined ? [] : projectedSource(objectAt(item, kind), kind, at, path)),
      ...(others.length > 0 ? [forbiddenField(at, 'may not specify more than 1 volume type per source')] : []),
    ];
  }),
]);

function projectedSource(source: JsonObject, kind: string, at: string, path: string): readonly FieldError[] {
  if (kind === 'downwardAPI') {
    return objectsAt(source, 'items').flatMap((file) => downwardFile(file, `${at}.downwardAPI`));
  }
  if (kind !== 'serviceAccountToken') {
    return [...needed()(source['name'], `${at}.${kind}.name`), ...items(source['items'], `${at}.${kind}.items`)];
  }
  const least = number((value) => value >= 600, 'may not specify a duration less than 10 minutes');
  return [
    ...least(source['expirationSeconds'], `${at}.serviceAccountToken.expirationSeconds`),
    ...(textAt(source, 'path') === '' ? [required(`${path}.path`)] : []),
  ];
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

const hostPath: Rule = on((source, path) => {
  if (isEmpty(source['path'])) return [required(`${path}.path`)];
  const isKnown = hostPathTypes.includes(textAt(source, 'type'));
  return [
    ...noStepUp(source['path'], `${path}.path`),
    ...(isKnown ? [] : [notSupported(`${path}.type`, source['type'], hostPathTypes)]),
  ];
});

const nfs: Rule = on((source, path) => [
  ...needed()(source['server'], `${path}.server`),
  ...needed()(source['path'], `${path}.path`),
  ...(textAt(source, 'path').startsWith('/')
    ? []
    : [invalid(`${path}.path`, source['path'] ?? '', 'must be an absolute path')]),
]);

const emptyDir: Rule = (source, path) => {
  const size = textAt(source, 'sizeLimit');
  if ((parseQuantity(size) ?? 0n) >= 0n) return [];
  return [forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
};

/** What each source asks of itself (kubernetes 1.36, pkg/apis/core/validation validateVolumeSource). */
const sourceRules: Readonly<Record<string, Rule>> = {
  emptyDir,
  hostPath,
  gitRepo: on((source, path) => needed()(source['repository'], `${path}.repository`)),
  iscsi: on((source, path) => [
    ...needed()(source['targetPortal'], `${path}.targetPortal`),
    ...needed()(source['iqn'], `${path}.iqn`),
  ]),
  secret: keyed('secretName'),
  nfs,
  persistentVolumeClaim: on((source, path) => needed()(source['claimName'], `${path}.claimName`)),
  configMap: keyed('name'),
  downwardAPI: downward,
  projected,
  local: on((source, path) => first(needed(), noStepUp)(source['path'], `${path}.path`)),
  csi: on((source, path) => [
    ...needed()(source['driver'], `${path}.driver`),
    ...(path === 'spec.csi' ? needed()(source['volumeHandle'], `${path}.volumeHandle`) : []),
  ]),
  ephemeral: on((source, path) => {
    const template = source['volumeClaimTemplate'];
    const at = `${path}.volumeClaimTemplate`;
    return template === undefined ? [required(at)] : claimSpecRule(objectAt(template, 'spec'), `${at}.spec`);
  }),
};

/** What is wrong with the source of a volume: none, more than one, or the one is not complete. */
export function volumeSourceErrors(volume: JsonObject, path: string, known?: readonly string[]): FieldError[] {
  const order = Object.keys(sourceRules);
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const [source, ...others] = Object.keys(volume)
    .filter((key) => (known === undefined ? key !== 'name' : known.includes(key)))
    .sort((a, b) => rank(a) - rank(b));
  if (source === undefined) return [required(path, 'must specify a volume type')];
  const rule = sourceRules[source];
  return [
    ...(rule === undefined ? [] : rule(volume[source], `${path}.${source}`)),
    ...others.map((other) => forbiddenField(`${path}.${other}`, 'may not specify more than 1 volume type')),
  ];
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];
const recursions = ['Disabled', 'Enabled', 'IfPossible'];

/** What is wrong with how a container sees a volume, but for its name and place. */
export function mountDetailErrors(mount: JsonObject, path: string, index: number, privileged: boolean): FieldError[] {
  const [sub, expression] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')];
  const propagation = mount['mountPropagation'];
  return [
    ...(sub === '' ? [] : localPath(sub, `${path}.subPath`)),
    ...(expression === ''
      ? []
      : sub === ''
        ? localPath(expression, `${path}.subPathExpr`)
        : [invalid(`${path}[${index}].subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive')]),
    ...given(oneOf(...propagations))(propagation, `${path}.mountPropagation`),
    ...(propagation === 'Bidirectional' && !privileged
      ? [
          forbiddenField(
            `${path}.mountPropagation`,
            'Bidirectional mount propagation is available only to privileged containers',
          ),
        ]
      : []),
    ...given(oneOf(...recursions))(mount['recursiveReadOnly'], `${path}.recursiveReadOnly`),
  ];
}

/** Keys and names of what a variable is read from. */
export const keyReference: Rule = on((reference, path) => [
  ...all(text(dnsSubdomainProblems), (value, at) =>
    value === '' || value === undefined ? dnsSubdomainProblems('').map((why) => invalid(at, '', why)) : [],
  )(reference['name'], `${path}.name`),
  ...first(needed(), text(configKeyProblems))(reference['key'], `${path}.key`),
]);

/** Whether a volume holds raw blocks for `volumeDevices`. */
export function mayHoldBlocks(volume: JsonObject): boolean {
  return textsAt(Object.keys(volume)).some((key) => key === 'persistentVolumeClaim' || key === 'ephemeral');
}

import { describeKey, parseApiVersion } from '../../base/index.ts';
import type { YamlValue } from '../../yaml/index.ts';
import { describeValue, type FileProblem, formatPath, nearestPosition } from './file-problem.ts';
import { type DirectoryDialect, isYamlObject, type LocatedObject } from './located-object.ts';

/** What identifies an object of a file. `name` is empty where the API server shall make one of `generateName`. */
export interface ObjectIdentity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Who the object is, as far as it says so. */
export function identityOf({ value }: LocatedObject): ObjectIdentity {
  const metadata = isYamlObject(value['metadata']) ? value['metadata'] : {};
  const text = (part: YamlValue | undefined): string => (typeof part === 'string' ? part : '');
  return {
    group: parseApiVersion(text(value['apiVersion'])).group,
    kind: text(value['kind']),
    namespace: text(metadata['namespace']),
    name: text(metadata['name']),
  };
}

/** `Kind/namespace/name`, or what there is of it. */
export function describeObject(object: LocatedObject): string | undefined {
  const identity = identityOf(object);
  if (identity.kind === '') return undefined;
  const metadata = object.value['metadata'];
  const prefix = isYamlObject(metadata) ? metadata['generateName'] : undefined;
  const name = identity.name === '' && typeof prefix === 'string' ? `${prefix}*` : identity.name;
  return describeKey({ ...identity, name }).replace(/\/$/, '');
}

/**
 * What keeps an object from being a Kubernetes object: every one needs apiVersion, kind and a name, and labels and annotations hold
 * texts only. `generateName` instead of a name passes for Argo CD, whose hooks use it; Flux refuses it (kyaml GetValidatedMetadata).
 */
export function validateObject(object: LocatedObject, dialect: DirectoryDialect): FileProblem[] {
  const { value, document, path } = object;
  const problems: FileProblem[] = [];
  const described = describeObject(object);
  const report: Report = (code, message, steps) => {
    const place = nearestPosition(document, [...path, ...steps]);
    problems.push({ code, message, ...place, ...(described === undefined ? {} : { object: described }) });
  };
  reportMissing(value, dialect, report);
  for (const key of ['apiVersion', 'kind']) checkText(key, value[key], [key], report);
  const { apiVersion } = value;
  if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2) {
    const message = `apiVersion must be \`version\` or \`group/version\`, but is ${JSON.stringify(apiVersion)}`;
    report('invalid-api-version', message, ['apiVersion']);
  }
  const metadata = value['metadata'] ?? {};
  if (isYamlObject(metadata)) {
    for (const key of ['name', 'namespace']) checkText(`metadata.${key}`, metadata[key], ['metadata', key], report);
    for (const key of ['labels', 'annotations']) checkTexts(key, metadata[key], dialect, report);
  } else {
    report('not-an-object', `metadata must be an object, but is ${describeValue(metadata)}`, ['metadata']);
  }
  return problems;
}

type Report = (code: string, message: string, path: readonly string[]) => void;

function reportMissing(value: LocatedObject['value'], dialect: DirectoryDialect, report: Report): void {
  const metadata = value['metadata'] ?? {};
  const missing = ['apiVersion', 'kind'].filter((key) => isEmpty(value[key]));
  if (isYamlObject(metadata) && isEmpty(metadata['name'])) {
    const prefix = metadata['generateName'];
    if (typeof prefix !== 'string' || prefix === '') missing.push('metadata.name');
    else if (dialect === 'flux') {
      const message = 'Flux does not apply objects with generateName: give the object a metadata.name';
      report('missing-field', message, ['metadata', 'generateName']);
    }
  }
  if (missing.length === 0) return;
  const last = missing.at(-1) ?? '';
  const fields = missing.length === 1 ? `${last} is` : `${missing.slice(0, -1).join(', ')} and ${last} are`;
  report(
    'missing-field',
    `${fields} missing, which every Kubernetes object has: add what is missing`,
    (missing[0] ?? '').split('.'),
  );
}

function isEmpty(value: YamlValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function checkText(name: string, value: YamlValue | undefined, path: readonly string[], report: Report): void {
  if (typeof value === 'string' || value === undefined || value === null) return;
  const remedy = typeof value === 'object' ? '' : ': put it in quotes';
  report('not-a-string', `${name} must be a string, but is ${describeValue(value)}${remedy}`, path);
}

/** Labels or annotations: objects of texts, which may be left empty. */
function checkTexts(key: string, value: YamlValue | undefined, dialect: DirectoryDialect, report: Report): void {
  if (value === undefined || value === null) return;
  if (!isYamlObject(value)) {
    report('not-an-object', `metadata.${key} must be an object of strings, but is ${describeValue(value)}`, [
      'metadata',
      key,
    ]);
    return;
  }
  for (const [name, text] of Object.entries(value)) {
    const path = ['metadata', key, name];
    // The API server reads an empty value as the empty text; Argo CD refuses it before.
    if (text !== null) checkText(formatPath(path), text, path, report);
    else if (dialect === 'argocd')
      report('not-a-string', `${formatPath(path)} must be a string, but is empty: write ""`, path);
  }
}

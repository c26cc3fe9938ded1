import { type JsonObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { type FieldError, invalid, required } from '../../machinery/field-error.ts';
import { dnsSubdomainProblems, environmentNameProblems } from '../names.ts';
import { first, needed, text } from '../rules.ts';
import { fieldReferenceErrors, resourceReferenceErrors, variableFields } from './references.ts';
import { keyReference } from './volume-sources.ts';

/** What is wrong with the environment of a container (kubernetes 1.36, pkg/apis/core/validation ValidateEnv, ValidateEnvFrom). */
export function environmentErrors(container: JsonObject, path: string): FieldError[] {
  return [
    ...objectsAt(container, 'env').flatMap((variable, index) => variableErrors(variable, `${path}.env[${index}]`)),
    ...objectsAt(container, 'envFrom').flatMap((source, index) =>
      sourceErrors(source, `${path}.envFrom`, `${path}.envFrom[${index}]`),
    ),
  ];
}

function variableErrors(variable: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(variable, 'name');
  if (name === '') errors.push(required(`${path}.name`));
  else errors.push(...environmentNameProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
  if (variable['valueFrom'] === undefined) return errors;
  const at = `${path}.valueFrom`;
  const from = objectAt(variable, 'valueFrom');
  const sources = Object.keys(from);
  if (from['fieldRef'] !== undefined) {
    errors.push(...fieldReferenceErrors(objectAt(from, 'fieldRef'), `${at}.fieldRef`, variableFields));
  }
  if (from['resourceFieldRef'] !== undefined) {
    errors.push(...resourceReferenceErrors(objectAt(from, 'resourceFieldRef'), `${at}.resourceFieldRef`, false));
  }
  for (const source of ['configMapKeyRef', 'secretKeyRef']) {
    if (sources.includes(source)) errors.push(...keyReference(from[source], `${at}.${source}`));
  }
  if (sources.length === 0) {
    const why =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(at, '', why));
  } else if (textAt(variable, 'value') !== '') {
    errors.push(invalid(at, '', 'may not be specified when `value` is not empty'));
  } else if (sources.length > 1) {
    errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function sourceErrors(source: JsonObject, list: string, path: string): FieldError[] {
  const named = first(needed(), text(dnsSubdomainProblems));
  const given = ['configMapRef', 'secretRef'].filter((field) => source[field] !== undefined);
  return [
    ...text(environmentNameProblems)(source['prefix'], `${path}.prefix`),
    ...given.flatMap((field) => named(objectAt(source, field)['name'], `${path}.${field}.name`)),
    ...(given.length === 0 ? [invalid(list, '', 'must specify one of: `configMapRef` or `secretRef`')] : []),
    ...(given.length > 1 ? [invalid(list, '', 'may not have more than one field specified at a time')] : []),
  ];
}

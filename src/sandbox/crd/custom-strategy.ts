import { type Json, jsonAt, jsonEqual, type KubeObject } from '../../base/index.ts';
import {
  type CrdSchemas,
  type CrdVersion,
  type FieldError as SchemaFieldError,
  fieldErrorMessage,
  fieldErrorReason,
  validate,
} from '../../schema/index.ts';
import { type FieldError, invalid } from '../machinery/field-error.ts';
import type { Strategy } from '../machinery/strategy.ts';
import { standardStrategy } from '../resources/standard-strategy.ts';
import { hasRules } from './rules/has-rules.ts';
import { ruleEvaluator } from './rules/rule-evaluator.ts';

/** The strategy of a custom resource (apiextensions-apiserver 0.36, pkg/registry/customresource/strategy.go). */
export function customStrategy(schemas: CrdSchemas, storage: CrdVersion): Strategy {
  const { schema, hasStatus } = storage;
  const check = (object: KubeObject, old: KubeObject | undefined, warn: (text: string) => void): FieldError[] => [
    ...validate(object, schema, schemas.set, {
      ...(hasRules(schema) ? { rules: ruleEvaluator(warn) } : {}),
      ...(old === undefined ? {} : { old }),
    }).map(toFieldError),
    ...scaleErrors(object, storage),
  ];
  const base = standardStrategy({ status: hasStatus, generation: true, statusKeeps: ['*'] });
  return {
    ...base,
    generation: true,
    conditionalUpdateOnly: true,
    prepareForUpdate: (draft, old, context) => {
      base.prepareForUpdate?.(draft, old, context);
      if (hasStatus || context.subresource !== '') return;
      // Without the subresource a change of the status is one of the object.
      if (!jsonEqual(draft['status'], old['status']) && draft.metadata.generation === old.metadata.generation) {
        draft.metadata.generation = (old.metadata.generation ?? 0) + 1;
      }
    },
    validate: (object, { warn }) => check(object, undefined, warn),
    validateUpdate: (object, old, { subresource, warn }) => {
      if (subresource !== 'status') return check(object, old, warn);
      return statusErrors({ object, old, warn }, schemas, storage);
    },
  };
}

interface StatusWrite {
  readonly object: KubeObject;
  readonly old: KubeObject;
  readonly warn: (text: string) => void;
}

function statusErrors({ object, old, warn }: StatusWrite, schemas: CrdSchemas, storage: CrdVersion): FieldError[] {
  const schema = storage.schema.properties?.['status'];
  const status: Json | undefined = object['status'];
  if (schema === undefined || status === undefined) return [];
  const before = old['status'];
  const rules = hasRules(schema) ? { rules: ruleEvaluator(warn) } : {};
  const options = { path: 'status', ...rules, ...(before === undefined ? {} : { old: before }) };
  return validate(status, schema, schemas.set, options).map(toFieldError);
}

/** What the subresource `scale` cannot read (pkg/registry/customresource/validator.go). */
function scaleErrors(object: KubeObject, { scale }: CrdVersion): FieldError[] {
  if (scale === undefined) return [];
  return [scale.specReplicasPath, scale.statusReplicasPath].flatMap((path) => {
    const value = jsonAt(object, ...path.replace(/^\./, '').split('.'));
    if (value === undefined) return [];
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      const why = `${path} accessor error: ${shown(value)} is of the type ${goType(value)}, expected int64`;
      return [invalid(path, 0, why)];
    }
    return value < 0 ? [invalid(path, value, 'should be a non-negative integer')] : [];
  });
}

/** A value as Go's `%v` shows it. */
function shown(value: Json): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(shown).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.keys(value)
    .sort()
    .map((name) => `${name}:${shown(value[name] ?? null)}`);
  return `map[${entries.join(' ')}]`;
}

function goType(value: Json): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (value === null) return '<nil>';
  return { string: 'string', number: 'float64', boolean: 'bool', object: 'map[string]interface {}' }[
    typeof value as 'string' | 'number' | 'boolean' | 'object'
  ];
}

/** A schema's error as a Status tells it. */
export function toFieldError(error: SchemaFieldError): FieldError {
  return {
    reason: fieldErrorReason(error.type),
    field: error.field,
    message: fieldErrorMessage(error),
  };
}

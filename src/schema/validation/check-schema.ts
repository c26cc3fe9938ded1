import { canonicalJson, isJsonObject, type Json, type JsonObject, jsonEqual } from '../../base/index.ts';
import { checkDepth } from '../error.ts';
import { memberNames, ownMember, propertySchema } from '../member.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from '../structural.ts';
import { missing, notAllowed, overfull, overlong, statement, unplaced, violation, wrongType } from './finding.ts';
import { Findings, found } from './findings.ts';
import { isInt64 } from './go-format.ts';
import { checkNumber, isWhole } from './number.ts';
import type { OldValue } from './old-value.ts';
import { matchesPattern } from './pattern.ts';
import { formatCheck } from './string-format.ts';

/** A value at its place, with its schema. */
export interface Subject {
  readonly value: Json;
  readonly schema: StructuralSchema;
  /** From the root, as `.spec.list[0]` or `spec.list[0]`; the root is the empty path. */
  readonly path: string;
  readonly old: OldValue | undefined;
  readonly depth: number;
}

/**
 * Checks a value against a schema in the order, and with the counting, of kube-openapi's SchemaValidator
 * (pkg/validation/validate/schema.go at 43fb72c5454a, which Kubernetes 1.36 uses), so that the same findings come out.
 */
export class SchemaCheck {
  readonly #set: SchemaSet;

  constructor(set: SchemaSet) {
    this.#set = set;
  }

  check(subject: Subject): Findings {
    checkDepth(subject.depth, subject.path);
    const findings = this.#checkAll(subject);
    if (findings.isValid || subject.old?.equals(subject.value) !== true) return findings;
    const tolerated = new Findings();
    tolerated.matches = findings.matches;
    return tolerated;
  }

  #checkAll(given: Subject): Findings {
    const schema = resolveSchema(given.schema, this.#set);
    const findings = new Findings();
    if (schema === undefined) return findings;
    const subject = { ...given, schema };
    const { value } = subject;
    const types = typesOf(schema);
    const format = formatOf(schema, types);
    if (value === null) {
      findings.merge(checkNull(subject, types));
      findings.merge(checkEnum(subject));
      return findings;
    }
    const run = (result: Findings | undefined): void => {
      findings.merge(result);
      findings.matches += 1;
    };
    if (types.length > 0 || format !== '') run(checkType(subject, types, format));
    run(this.#checkJunctors(subject));
    if (typeof value === 'string') {
      run(checkString(subject, value));
      if (formatCheck(format) !== undefined) run(checkFormat(subject, value, format));
    }
    if (typeof value === 'number') {
      const type = types.length === 1 && (types[0] === 'integer' || types[0] === 'number') ? types[0] : '';
      run(checkNumber(subject.path, value, { schema, type, format: type === '' ? '' : format }));
    }
    if (Array.isArray(value)) run(this.#checkList(subject, value));
    run(checkEnum(subject));
    if (isJsonObject(value)) run(this.#checkObject(subject, value));
    findings.matches += 1;
    return findings;
  }

  #checkJunctors(subject: Subject): Findings {
    const { schema, path } = subject;
    const findings = new Findings();
    const name = JSON.stringify(path);
    if (schema.anyOf !== undefined && schema.anyOf.length > 0) {
      const best = this.#checkAnyOf(subject, schema.anyOf);
      if (!best.isValid) findings.add(unplaced(`${name} must validate at least one schema (anyOf)`));
      findings.merge(best);
    }
    if (schema.oneOf !== undefined && schema.oneOf.length > 0) {
      const results = schema.oneOf.map((option) => this.#checkPart(subject, option));
      const valid = results.filter((result) => result.isValid);
      if (valid.length === 1) findings.merge(valid[0]);
      else {
        const count = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
        findings.add(unplaced(`${name} must validate one and only one schema (oneOf). ${count}`));
        if (valid.length === 0) findings.merge(closest(results));
      }
    }
    if (schema.allOf !== undefined && schema.allOf.length > 0) {
      const results = schema.allOf.map((part) => this.#checkPart(subject, part));
      for (const result of results) findings.merge(result);
      const valid = results.filter((result) => result.isValid).length;
      const none = valid === 0 ? '. None validated' : '';
      if (valid < results.length) findings.add(unplaced(`${name} must validate all the schemas (allOf)${none}`));
    }
    if (schema.not !== undefined) {
      const result = this.#checkPart(subject, schema.not);
      if (result.isValid) findings.add(unplaced(`${name} must not validate the schema (not)`));
    }
    findings.matches += 1;
    return findings;
  }

  /** The result of the first option that holds, or of the one that came closest. */
  #checkAnyOf(subject: Subject, options: readonly StructuralSchema[]): Findings {
    const results: Findings[] = [];
    for (const option of options) {
      const result = this.#checkPart(subject, option);
      if (result.isValid) return result;
      results.push(result);
    }
    return closest(results) ?? new Findings();
  }

  /** Checks the same value against a part of a junctor, where upstream knows of no old value. */
  #checkPart(subject: Subject, schema: StructuralSchema): Findings {
    return this.check({ ...subject, schema, old: undefined, depth: subject.depth + 1 });
  }

  #checkList({ schema, path, old, depth }: Subject, list: readonly Json[]): Findings {
    const findings = new Findings();
    if (schema.items !== undefined) {
      for (const [index, value] of list.entries()) {
        const place = { path: `${path}[${index}]`, old: old?.item(value), depth: depth + 1 };
        findings.merge(this.check({ value, schema: schema.items, ...place }));
      }
    }
    if (schema.minItems !== undefined && list.length < schema.minItems) {
      findings.add(violation(path, list.length, `should have at least ${schema.minItems} items`));
    }
    if (schema.maxItems !== undefined && list.length > schema.maxItems) {
      findings.add(overfull(path, list.length, schema.maxItems, 'items'));
    }
    if (schema.uniqueItems === true && new Set(list.map(canonicalJson)).size < list.length) {
      findings.add(violation(path, '', "shouldn't contain duplicates"));
    }
    findings.matches += 1;
    return findings;
  }

  #checkObject({ schema, path, old, depth }: Subject, object: JsonObject): Findings {
    const findings = new Findings();
    const names = memberNames(object);
    if (schema.minProperties !== undefined && names.length < schema.minProperties) {
      findings.add(violation(path, names.length, `should have at least ${schema.minProperties} properties`));
    }
    if (schema.maxProperties !== undefined && names.length > schema.maxProperties) {
      findings.add(overfull(path, names.length, schema.maxProperties, 'properties'));
    }
    // At the root both objects were converted to the same version, so that a change of these two cannot be told.
    const oldMember = (name: string): OldValue | undefined =>
      path === '' && (name === 'apiVersion' || name === 'kind') ? undefined : old?.member(name);
    const others = schema.additionalProperties;
    for (const name of names) {
      if (propertySchema(schema, name) !== undefined) continue;
      if (others === false) findings.add(statement(path, name, `${path}.${name} in body is a forbidden property`));
      if (typeof others !== 'object') continue;
      const place = { path: `${path}.${name}`, old: oldMember(name), depth: depth + 1 };
      findings.merge(this.check({ value: object[name] ?? null, schema: others, ...place }));
    }
    for (const name of names) {
      const property = propertySchema(schema, name);
      if (property === undefined) continue;
      const place = { path: path === '' ? name : `${path}.${name}`, old: oldMember(name), depth: depth + 1 };
      findings.merge(this.check({ value: object[name] ?? null, schema: property, ...place }));
    }
    for (const name of schema.required ?? []) {
      if (ownMember(object, name) === undefined) findings.add(missing(path, name));
    }
    return findings;
  }
}

/** The types that a schema admits; none means any. */
function typesOf(schema: StructuralSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined ? [] : [schema.type];
}

/** The format of a schema where it is one that is checked, else empty. */
function formatOf({ format }: StructuralSchema, types: readonly string[]): string {
  if (format === undefined) return '';
  const type = types.length === 1 ? types[0] : undefined;
  if (type === 'integer') return format === 'int32' || format === 'int64' ? format : '';
  if (type === 'number') return format === 'float' || format === 'double' ? format : '';
  if (type !== undefined && type !== 'string') return '';
  return formatCheck(format) === undefined ? '' : format;
}

function checkNull({ schema, path }: Subject, types: readonly string[]): Findings {
  if (types.length > 0 && schema.nullable !== true) return found(wrongType(path, types.join(','), 'null'));
  const findings = new Findings();
  findings.matches += 1;
  return findings;
}

function checkType({ path, value }: Subject, types: readonly string[], format: string): Findings {
  const actual = typeOf(value);
  const isKnown =
    types.includes(actual) ||
    (typeof value === 'number' && actual === 'number' && isWhole(value) && types.includes('integer')) ||
    (actual === 'integer' && types.includes('number'));
  const isPlain = actual === 'string' || actual === 'array';
  const goFormat = actual === 'integer' ? 'int64' : actual === 'number' ? 'float64' : '';
  if (!isPlain && format !== '' && !isKnown && format !== goFormat) return found(wrongType(path, format, goFormat));
  const isFormatted = isPlain && format !== '' && !types.includes('number') && !types.includes('integer');
  if (!isFormatted && !isKnown) return found(wrongType(path, types.join(','), actual));
  const findings = new Findings();
  findings.matches += 1;
  return findings;
}

/** The name of a value's type as JSON schema has it; whole numbers that fit 64 bits are integers. */
function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return isInt64(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}

function checkString({ schema, path }: Subject, text: string): Findings | undefined {
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined || maxLength !== undefined) {
    const length = codePoints(text);
    if (maxLength !== undefined && length > maxLength) return found(overlong(path, maxLength));
    if (minLength !== undefined && length < minLength) {
      return found(violation(path, text, `should be at least ${minLength} chars long`));
    }
  }
  if (pattern === undefined || pattern === '') return undefined;
  const verdict = matchesPattern(pattern, text);
  if (verdict === true) return undefined;
  const reason = verdict === false ? pattern : `${pattern}, but pattern is invalid: ${verdict.problem}`;
  return found(violation(path, text, `should match '${reason}'`));
}

function codePoints(text: string): number {
  let count = text.length;
  for (const _ of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) count -= 1;
  return count;
}

function checkFormat({ path }: Subject, text: string, format: string): Findings | undefined {
  return formatCheck(format)?.(text) === false ? found(wrongType(path, format, text)) : undefined;
}

function checkEnum({ schema, path, value }: Subject): Findings | undefined {
  if (schema.enum === undefined || schema.enum.length === 0) return undefined;
  if (value !== null && schema.enum.some((allowed) => isMember(value, allowed))) return undefined;
  return found(notAllowed(path, value, schema.enum));
}

/** Upstream converts the value to the type of the allowed one first: 2.5 passes for the integer 2. */
function isMember(value: Json, allowed: Json): boolean {
  if (typeof value !== 'number' || typeof allowed !== 'number') return jsonEqual(value, allowed);
  return (isInt64(allowed) ? Math.trunc(value) : value) === allowed;
}

/** The failure with most matches, the first of equal ones. */
function closest(results: readonly Findings[]): Findings | undefined {
  let best: Findings | undefined;
  for (const result of results) if (best === undefined || result.matches > best.matches) best = result;
  return best;
}

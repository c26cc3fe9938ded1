import { equalNodes, isArray, isObject, JsonNumber, type JsonNode, typeOfNode } from '../document.ts';
import { isAllEvaluated, mergeUnevaluated, type Unevaluated, unevaluatedIn } from './evaluated.ts';
import { displayNode, type Failure } from './failure.ts';
import { formatFault } from '../formats/index.ts';
import { checkNumber, checkText } from './check-scalar.ts';
import { isWhole } from '../numbers.ts';
import type { Schema } from '../schema.ts';
import { checkArray } from './check-array.ts';
import { checkObject } from './check-object.ts';

/** The schemas that a value is being judged by, from the innermost out: for references that look there, and for circles. */
interface Scope {
  readonly schema: Schema;
  /** Tells values apart: references keep it. */
  readonly value: number;
  readonly parent: Scope | undefined;
}

/** One value being judged by one schema. */
export interface Judgement {
  readonly schema: Schema;
  readonly unevaluated: Unevaluated;
  /** Adds a fault of the value itself, with what lies below it. */
  readonly add: (text: string, causes?: readonly Failure[]) => void;
  /** Adds what another judgement found. */
  readonly include: (failure: Failure | undefined) => void;
  /** Judges a member of the value; what is wrong with it. */
  readonly judgeMember: (schema: Schema, value: JsonNode, token: string) => Failure | undefined;
  /** Judges the value by another schema. */
  readonly judgeSelf: (schema: Schema) => Failure | undefined;
  /** Judges a value that lies nowhere in the document, such as a name. */
  readonly judgeApart: (schema: Schema, value: JsonNode) => readonly Failure[];
}

/** How deep schemas and values may lead into each other. */
const maxDepth = 250;

/** What is wrong with a value by a schema (validator.go, Validate); empty where it fits. */
export function judge(schema: Schema, value: JsonNode): readonly Failure[] {
  return ungrouped(
    judgeAt(schema, value, { place: [], scope: { schema, value: 0, parent: undefined }, depth: 0 }).failure,
  );
}

function ungrouped(failure: Failure | undefined): readonly Failure[] {
  if (failure === undefined) return [];
  return failure.kind === 'group' ? failure.causes : [failure];
}

interface Position {
  readonly place: readonly string[];
  readonly scope: Scope;
  readonly depth: number;
}

interface Verdict {
  readonly failure: Failure | undefined;
  readonly unevaluated: Unevaluated;
}

function judgeAt(schema: Schema, value: JsonNode, position: Position, isWanted = false): Verdict {
  const unevaluated = unevaluatedIn(value, schema, isWanted);
  const fault = (text: string, causes: readonly Failure[] = []): Failure => ({
    kind: 'fault',
    place: position.place,
    text,
    causes,
  });
  const stop = (text: string): Verdict => ({ failure: fault(text), unevaluated });
  if (schema.always !== undefined) return schema.always ? { failure: undefined, unevaluated } : stop('false schema');
  if (isCircle(position.scope)) return stop('schemas refer to each other in a circle');
  if (position.depth > maxDepth) return stop(`schemas and values lie in each other more than ${maxDepth} deep`);
  const basic = basicFault(schema, value);
  if (basic !== undefined) return stop(basic);

  const failures: Failure[] = [];
  const judgement: Judgement = {
    schema,
    unevaluated,
    add: (text, causes) => void failures.push(fault(text, causes)),
    include: (failure) => void (failure && failures.push(failure)),
    judgeMember: (other, member, token) =>
      judgeAt(other, member, {
        place: [...position.place, token],
        scope: { schema: other, value: position.scope.value + 1, parent: position.scope },
        depth: position.depth + 1,
      }).failure,
    judgeSelf(other) {
      const scope = { schema: other, value: position.scope.value, parent: position.scope };
      const next = { place: position.place, scope, depth: position.depth + 1 };
      const verdict = judgeAt(other, value, next, !isAllEvaluated(unevaluated));
      if (verdict.failure === undefined) mergeUnevaluated(unevaluated, verdict.unevaluated);
      return verdict.failure;
    },
    judgeApart: judge,
  };
  const refer = (other: Schema): void => judgement.include(asReference(judgement.judgeSelf(other), position.place));
  if (schema.ref !== undefined) refer(schema.ref);
  if (schema.ref === undefined || schema.version >= 2019) {
    checkByType(judgement, value);
    if (schema.version >= 2019) followScopes(schema, position.scope, refer);
    checkConditions(judgement);
    if (schema.version >= 2019) checkUnevaluated(judgement, value);
  }
  const [only, ...more] = failures;
  if (only === undefined || more.length === 0) return { failure: only, unevaluated };
  return {
    failure: { kind: 'group', place: position.place, text: 'validation failed', causes: failures },
    unevaluated,
  };
}

function isCircle({ schema, value, parent }: Scope): boolean {
  for (let scope = parent; scope !== undefined && scope.value === value; scope = scope.parent) {
    if (scope.schema === schema) return true;
  }
  return false;
}

/** What ends a judgement at once: another type, another value, a text of another form. */
function basicFault(schema: Schema, value: JsonNode): string | undefined {
  const { types } = schema;
  const type = typeOfNode(value);
  const isInteger = value instanceof JsonNumber && isWhole(value);
  if (types !== undefined && !types.includes(type) && !(isInteger && types.includes('integer'))) {
    return `got ${type}, want ${types.join(' or ')}`;
  }
  if (schema.const !== undefined && !equalNodes(value, schema.const.value)) {
    return isCompound(schema.const.value) ? "'const' failed" : `value must be ${displayNode(schema.const.value)}`;
  }
  if (schema.enum !== undefined && !schema.enum.some((item) => equalNodes(value, item))) return enumFault(schema.enum);
  const wrong =
    typeof value === 'string' && schema.format !== undefined ? formatFault(schema.format, value) : undefined;
  return wrong === undefined ? undefined : `${displayNode(value)} is not valid ${schema.format}: ${wrong}`;
}

function isCompound(node: JsonNode): boolean {
  return isArray(node) || isObject(node);
}

function enumFault(wanted: readonly JsonNode[]): string {
  if (wanted.some(isCompound)) return "'enum' failed";
  const listed = wanted.map(displayNode).join(', ');
  return wanted.length === 1 ? `value must be ${listed}` : `value must be one of ${listed}`;
}

function checkByType(judgement: Judgement, value: JsonNode): void {
  if (value instanceof JsonNumber) checkNumber(judgement, value);
  else if (typeof value === 'string') checkText(judgement, value);
  else if (isArray(value)) checkArray(judgement, value);
  else if (isObject(value)) checkObject(judgement, value);
}

function asReference(failure: Failure | undefined, place: readonly string[]): Failure | undefined {
  return failure && { kind: 'reference', place, text: 'validation failed', causes: ungrouped(failure) };
}

/** References that mean the outermost schema of a name among those in force. */
function followScopes(schema: Schema, scope: Scope, refer: (target: Schema) => void): void {
  const { recursiveRef, dynamicRef } = schema;
  const outermost = (find: (resource: Schema) => Schema | undefined, fallback: Schema): Schema => {
    let found = fallback;
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) found = find(at.schema) ?? found;
    return found;
  };
  if (recursiveRef !== undefined) {
    const isOpen = recursiveRef.recursiveAnchor === true;
    refer(
      isOpen ? outermost((at) => (at.resource.recursiveAnchor === true ? at : undefined), recursiveRef) : recursiveRef,
    );
  }
  if (dynamicRef !== undefined) {
    const { target, anchor } = dynamicRef;
    const isOpen = anchor !== '' && target.dynamicAnchor === anchor;
    refer(isOpen ? outermost((at) => at.resource.dynamicAnchors.get(anchor), target) : target);
  }
}

function checkConditions(judgement: Judgement): void {
  const { schema } = judgement;
  if (schema.not !== undefined && judgement.judgeSelf(schema.not) === undefined) judgement.add("'not' failed");
  const failures = (schemas: readonly Schema[]): readonly Failure[] =>
    schemas.map((other) => judgement.judgeSelf(other)).filter((failure) => failure !== undefined);
  const ofAll = failures(schema.allOf ?? []);
  if (ofAll.length > 0) judgement.add("'allOf' failed", ofAll);
  if (schema.anyOf !== undefined && schema.anyOf.length > 0) checkAny(judgement, schema.anyOf);
  if (schema.oneOf !== undefined && schema.oneOf.length > 0) checkOne(judgement, schema.oneOf);
  if (schema.condition === undefined) return;
  const next = judgement.judgeSelf(schema.condition) === undefined ? schema.consequence : schema.alternative;
  if (next !== undefined) judgement.include(judgement.judgeSelf(next));
}

function checkAny(judgement: Judgement, schemas: readonly Schema[]): void {
  const failures: Failure[] = [];
  let fits = false;
  for (const schema of schemas) {
    const failure = judgement.judgeSelf(schema);
    if (failure !== undefined) failures.push(failure);
    fits ||= failure === undefined;
    // Where it counts what has been evaluated, all are asked.
    if (failure === undefined && isAllEvaluated(judgement.unevaluated)) return;
  }
  if (!fits) judgement.add("'anyOf' failed", failures);
}

function checkOne(judgement: Judgement, schemas: readonly Schema[]): void {
  const failures: Failure[] = [];
  let first: number | undefined;
  for (const [index, schema] of schemas.entries()) {
    const failure = judgement.judgeSelf(schema);
    if (failure !== undefined) failures.push(failure);
    else if (first === undefined) first = index;
    else return judgement.add(`'oneOf' failed, subschemas ${first}, ${index} matched`);
  }
  if (first === undefined) judgement.add("'oneOf' failed, none matched", failures);
}

function checkUnevaluated({ schema, unevaluated, include, judgeMember }: Judgement, value: JsonNode): void {
  if (isObject(value) && schema.unevaluatedProperties !== undefined) {
    for (const name of [...unevaluated.names].sort()) {
      const member = value.get(name);
      if (member !== undefined) include(judgeMember(schema.unevaluatedProperties, member, name));
    }
    unevaluated.names.clear();
  }
  if (isArray(value) && schema.unevaluatedItems !== undefined) {
    for (const index of unevaluated.indexes) {
      include(judgeMember(schema.unevaluatedItems, value[index] ?? null, String(index)));
    }
    unevaluated.indexes.clear();
  }
}

import { bytesOfText } from '../../../../../lang/index.ts';
import type { JsonNode } from '../document.ts';
import { quoteText, quoteTexts } from './failure.ts';
import { checkCount } from './check-scalar.ts';
import type { Judgement } from './judge.ts';

/**
 * Judges an object (validator.go, objValidate). Members are judged in the order of their names, where upstream's order is that of a Go map: any.
 */
export function checkObject(judgement: Judgement, object: ReadonlyMap<string, JsonNode>): void {
  const { schema, add } = judgement;
  const { minProperties: least, maxProperties: most, version } = schema;
  checkCount({ add, name: 'Properties', got: object.size, least, most });
  const missing = missingFrom(object, schema.required ?? []);
  if (missing.length === 1) add(`missing property ${quoteTexts(missing)}`);
  if (missing.length > 1) add(`missing properties ${quoteTexts(missing)}`);
  for (const [name, dependency] of sorted(schema.dependencies)) {
    if (!object.has(name)) continue;
    if (isNames(dependency)) checkDependents(judgement, object, name, dependency);
    else judgement.include(judgement.judgeSelf(dependency));
  }
  checkMembers(judgement, object);
  if (version >= 6) checkNames(judgement, object);
  if (version < 7) return;
  for (const [name, dependent] of sorted(schema.dependentSchemas)) {
    if (object.has(name)) judgement.include(judgement.judgeSelf(dependent));
  }
  for (const [name, names] of sorted(schema.dependentRequired)) {
    if (object.has(name)) checkDependents(judgement, object, name, names);
  }
}

function isNames<T>(value: readonly string[] | T): value is readonly string[] {
  return Array.isArray(value);
}

const none: readonly never[] = [];

function sorted<T>(map: ReadonlyMap<string, T> | undefined): readonly (readonly [string, T])[] {
  if (map === undefined || map.size === 0) return none;
  const entries = [...map];
  return entries.length === 1 ? entries : entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

function missingFrom(object: ReadonlyMap<string, JsonNode>, names: readonly string[]): readonly string[] {
  return names.filter((name) => !object.has(name));
}

function checkDependents(
  { add }: Judgement,
  object: ReadonlyMap<string, JsonNode>,
  name: string,
  names: readonly string[],
): void {
  const missing = missingFrom(object, names);
  if (missing.length > 0) add(`properties ${quoteTexts(missing)} required, if ${quoteText(name)} exists`);
}

function checkMembers(judgement: Judgement, object: ReadonlyMap<string, JsonNode>): void {
  const { schema, unevaluated } = judgement;
  const { additionalProperties } = schema;
  const additional: string[] = [];
  for (const [name, member] of sorted(object)) {
    const own = schema.properties?.get(name);
    const matching = schema.patternProperties?.filter(([regexp]) => regexp.matches(bytesOfText(name))) ?? [];
    const judges = own === undefined ? [] : [own];
    for (const [, judge] of matching) judges.push(judge);
    for (const judge of judges) judgement.include(judgement.judgeMember(judge, member, name));
    const isKnown = judges.length > 0;
    if (!isKnown && additionalProperties === false) additional.push(name);
    if (!isKnown && typeof additionalProperties === 'object') {
      judgement.include(judgement.judgeMember(additionalProperties, member, name));
    }
    if (isKnown || additionalProperties !== undefined) unevaluated.names.delete(name);
  }
  if (additional.length > 0) judgement.add(`additional properties ${quoteTexts(additional)} not allowed`);
}

function checkNames(judgement: Judgement, object: ReadonlyMap<string, JsonNode>): void {
  const { propertyNames } = judgement.schema;
  if (propertyNames === undefined) return;
  for (const [name] of sorted(object)) {
    const failures = judgement.judgeApart(propertyNames, name);
    // What is wrong with a name lies nowhere in the value.
    if (failures.length > 0)
      judgement.include({
        kind: 'fault',
        place: [],
        text: `invalid propertyName ${quoteText(name)}`,
        causes: failures,
      });
  }
}

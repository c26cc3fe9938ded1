import { tests as conformance } from '@bufbuild/cel-spec/testdata/conformance.js';
import { describe, expect, it } from 'vitest';
import { createCelEnvironment } from './environment.ts';
import { equals, valueText } from './evaluation/index.ts';
import { celLibraries } from './library/extensions.ts';
import {
  bindingOf,
  declaredType,
  exceptionFor,
  expectedOf,
  isWithoutMessages,
  type Vector,
  vectorsOf,
} from './testing/vectors.ts';

const vectors = vectorsOf(conformance).filter(({ vector }) => isWithoutMessages(vector));

/** What the vector says of the outcome; undefined where it is met. */
function judge(vector: Vector): string | undefined {
  const variables = Object.fromEntries(
    (vector.typeEnv ?? []).flatMap(({ name, ident }) =>
      ident === undefined ? [] : [[name, declaredType(ident.type)]],
    ),
  );
  const { bindings: _bindings, ...libraries } = celLibraries;
  const environment = createCelEnvironment({
    libraries: [...Object.values(libraries), celLibraries.bindings],
    variables,
    ...(vector.container === undefined ? {} : { container: vector.container }),
  });
  const compiled = environment.compile(vector.expr, { unchecked: vector.disableCheck === true });
  const wantsError = vector.evalError !== undefined;
  if (!compiled.ok) return wantsError ? undefined : compiled.text.split('\n')[0];
  if (vector.checkOnly === true) return undefined;
  const values = Object.fromEntries(
    Object.entries(vector.bindings ?? {}).map(([name, value]) => [name, bindingOf(value)]),
  );
  const outcome = compiled.program.evaluate(values);
  if (!outcome.ok) return wantsError ? undefined : outcome.error.message;
  if (wantsError) return 'it did not fail';
  const wanted = expectedOf(vector);
  return equals(outcome.value, wanted) || (Number.isNaN(outcome.value) && Number.isNaN(wanted))
    ? undefined
    : `gave ${valueText(outcome.value)}`;
}

describe('vectors of cel-spec', () => {
  it('hold, but for named exceptions', () => {
    const failed = vectors.flatMap(({ name, vector }) => {
      const problem = judge(vector);
      const isException = exceptionFor(name) !== undefined;
      if ((problem === undefined) === !isException) return [];
      return [`${name}: ${isException ? 'is an exception that holds' : problem}`];
    });
    expect(failed).toEqual([]);
    const exceptions = vectors.filter(({ name }) => exceptionFor(name) !== undefined);
    expect([vectors.length, exceptions.length]).toEqual([1650, 32]);
  });
});

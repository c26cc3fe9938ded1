import { describe, expect, it } from 'vitest';
import { createCelEnvironment } from './environment.ts';
import { celOfJson } from './json.ts';
import { kubernetesEnvironment } from './kubernetes/index.ts';
import { mapOf, structType, types } from './types.ts';
import type { CelValue } from './values.ts';
import { valueText } from './evaluation/index.ts';

const environment = createCelEnvironment({
  ...kubernetesEnvironment,
  variables: {
    self: structType('object', (name) => ({ replicas: types.int, name: types.string, spec: types.dyn })[name]),
    any: types.dyn,
    labels: mapOf(types.string, types.string),
  },
});

const values: Readonly<Record<string, CelValue>> = {
  self: celOfJson({ replicas: 3, name: 'web', spec: { ports: [{ port: 80 }, { port: 443 }] } }),
  any: celOfJson({ list: [1, 2, 3], text: 'a' }),
  labels: celOfJson({ app: 'web' }),
};

/** The value as text, or the error. */
function run(source: string, costLimit?: number): string {
  const compiled = environment.compile(source);
  if (!compiled.ok) return compiled.text;
  const outcome = compiled.program.evaluate(values, costLimit === undefined ? {} : { costLimit });
  return outcome.ok ? valueText(outcome.value) : outcome.error.message;
}

describe('CEL in the environment of Kubernetes', () => {
  it.each([
    ['self.replicas > 2 && self.name.startsWith("w")', 'true'],
    ['self.spec.ports.map(p, p.port).sum() == 523', 'true'],
    ['self.spec.?missing.orValue("none")', 'none'],
    ['has(self.spec.ports) && !has(self.spec.missing)', 'true'],
    ['labels.all(k, k.matches("^[a-z]+$"))', 'true'],
    ['[1, 2, 3].exists(i, v, i == 1 && v == 2)', 'true'],
    ['"%s has %d of %.1f".format(["x", 3, 1.25])', 'x has 3 of 1.2'],
    ['quantity("1.5Gi").isGreaterThan(quantity("1G"))', 'true'],
    ['quantity("200m").add(quantity("1")).asApproximateFloat()', '1.2'],
    ['quantity("50k").asInteger()', '50000'],
    ['isQuantity("1.3Gix")', 'false'],
    ['semver("1.2.3").isLessThan(semver("1.10.0"))', 'true'],
    ['semver("v1.0", true).major()', '1'],
    ['ip("2001:db8:0:0::1") == ip("2001:DB8::1")', 'true'],
    ['string(ip("::ffff:1"))', '::ffff:1'],
    ['ip.isCanonical("127.0.0.1") && ip("127.0.0.1").isLoopback()', 'true'],
    [
      'cidr("192.168.0.0/24").containsIP("192.168.0.7") && !cidr("192.168.0.0/24").containsCIDR("192.168.0.0/23")',
      'true',
    ],
    ['string(cidr("192.168.1.7/16").masked())', '192.168.0.0/16'],
    ['url("https://user@example.com:80/path%20x?k=a&k=b").getHost()', 'example.com:80'],
    ['url("https://example.com:80/path%20x?k=a&k=b").getQuery()["k"]', '[a, b]'],
    ['url("https://example.com/a b").getEscapedPath()', '/a%20b'],
    ['isURL("../relative")', 'false'],
    ['"abc 123 def 456".findAll("[0-9]+")', '[123, 456]'],
    ['"abc 123".find("[0-9]+")', '123'],
    ['[1, 3, 2].isSorted() || [1, 2, 2].isSorted()', 'true'],
    ['[3, 1, 2].max() - [3, 1, 2].min()', '2'],
    ['["a", "b", "a"].lastIndexOf("a")', '2'],
    ['[3, 1, 2].sort()', '[1, 2, 3]'],
    ['format.dns1123Label().validate("my-name").hasValue()', 'false'],
    ['!format.dns1123Label().validate("contains_underscore").hasValue()', 'false'],
    ['sets.contains([1, 2, 3], [3, 1])', 'true'],
    ['timestamp("2023-01-01T00:00:00Z").getFullYear()', '2023'],
    ['duration("1h").getMinutes()', '60'],
    ['timestamp("2023-01-02T00:00:00Z") - timestamp("2023-01-01T00:00:00Z") == duration("24h")', 'true'],
    ['type(self.replicas) == int', 'true'],
  ])('%s', (source, wanted) => {
    expect(run(source)).toBe(wanted);
  });

  it.each([
    ['1 / 0', 'division by zero'],
    ['9223372036854775807 + 1', 'integer overflow'],
    ['labels["x"]', 'no such key: x'],
    ['any.missing', 'no such key: missing'],
    ['any.list[5]', 'index out of bounds: 5'],
    ['any.text + 1', 'no such overload'],
    ['int("x")', "type conversion error from 'string' to 'int'"],
    ['quantity("x")', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['optional.none().value()', 'optional.none() dereference'],
  ])('%s fails in the words of cel-go', (source, wanted) => {
    expect(run(source)).toBe(wanted);
  });

  it.each([
    ['missing', "undeclared reference to 'missing' (in container '')", 1],
    ['self.nothing', "undefined field 'nothing'", 5],
    ['self.replicas + self.name', "found no matching overload for '_+_' applied to '(int, string)'", 15],
    ['self.name.size() && true', "expected type 'bool' but found 'int'", 15],
    ['self.replicas.x', "type 'int' does not support field selection", 14],
    ['"a".matches("(")', 'invalid matches argument', 13],
    ['[1, "a"]', "expected type 'int' but found 'string'", 5],
    ['self.name.startsWith(1)', "found no matching overload for 'startsWith' applied to 'string.(int)'", 21],
    [
      'self.replicas.all(x, x > 1)',
      "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
      5,
    ],
  ])('%s is refused in the words of cel-go', (source, message, column) => {
    const mark = `${'.'.repeat(column - 1)}^`;
    expect(run(source)).toBe(`ERROR: <input>:1:${column}: ${message}\n | ${source}\n | ${mark}`);
  });

  it('ends a run that costs too much, which no operator overlooks', () => {
    expect(run('[1, 2, 3].all(x, [1, 2, 3].all(y, x * y > 0)) || true', 20)).toBe(
      'operation cancelled: actual cost limit exceeded',
    );
  });

  it('counts what a run costs', () => {
    const cost = (source: string): number => {
      const compiled = environment.compile(source);
      return compiled.ok ? compiled.program.evaluate(values).cost : Number.NaN;
    };
    expect(cost('self.replicas > 2')).toBe(3);
    expect(cost('has(self.name)')).toBe(1);
    expect(cost('self.name == "web"')).toBe(3);
    expect(cost('"a" in ["a", "b"]')).toBe(2);
  });

  it.each([
    ['nesting', `${'('.repeat(300)}1${')'.repeat(300)}`],
    ['unary operators', `${'!'.repeat(400)}true`],
    ['chains', `any${'.a'.repeat(400)}`],
  ])('refuses too much of %s', (_what, source) => {
    expect(run(source)).toContain('expression recursion limit exceeded: 250');
  });
});

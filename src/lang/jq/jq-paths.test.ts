import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/index.ts';
import { JqError } from './error.ts';
import { compileJqPaths } from './jq-paths.ts';

const deployment: JsonObject = {
  kind: 'Deployment',
  metadata: { name: 'app', labels: { 'app.kubernetes.io/version': '1', team: 'red' }, annotations: null },
  spec: {
    replicas: 3,
    template: {
      spec: {
        containers: [
          { name: 'app', image: 'app:1', env: [{ name: 'A', value: '1' }, { name: 'B' }], ports: [80, 81] },
          { name: 'istio-proxy', image: 'istio:1' },
        ],
      },
    },
  },
};

/** The places as texts: `spec.containers.0`. */
function paths(expression: string, value: Json = deployment): string[] {
  return compileJqPaths(expression)
    .pathsIn(value)
    .map((path) => path.join('.'));
}

const containers = 'spec.template.spec.containers';

describe('places', () => {
  it.each<[string, string[]]>([
    ['.', ['']],
    ['.spec.replicas', ['spec.replicas']],
    ['.spec["replicas"]', ['spec.replicas']],
    ['.spec."replicas"', ['spec.replicas']],
    ['."spec".replicas', ['spec.replicas']],
    ['.["spec"]["replicas"]', ['spec.replicas']],
    ['.spec | .replicas', ['spec.replicas']],
    ['(.spec).replicas', ['spec.replicas']],
    ['.spec.missing.more', ['spec.missing.more']],
    ['.metadata.annotations["a/b"]', ['metadata.annotations.a/b']],
    ['.metadata.labels["app.kubernetes.io/version"]', ['metadata.labels.app.kubernetes.io/version']],
    ['.spec.replicas, .metadata.name', ['spec.replicas', 'metadata.name']],
    ['.metadata.labels["team","none"]', ['metadata.labels.team', 'metadata.labels.none']],
    [`.${containers}[0].image`, [`${containers}.0.image`]],
    [`.${containers}[-1].image`, [`${containers}.-1.image`]],
    [`.${containers}[].image`, [`${containers}.0.image`, `${containers}.1.image`]],
    [`.${containers}[]?.env[]?.value`, [`${containers}.0.env.0.value`, `${containers}.0.env.1.value`]],
    ['.metadata.name[]?', []],
    ['.metadata.name?', ['metadata.name']],
    ['(.metadata.name.x)?', []],
    ['.metadata.name.x?', []],
    ['.. | select(. == {} or . == [])', []],
    ['.metadata.annotations[]?', []],
    [`.${containers}[] | select(.name == "istio-proxy")`, [`${containers}.1`]],
    [`.${containers}[] | select(.name != "istio-proxy") | .image`, [`${containers}.0.image`]],
    [`.${containers}[] | select(.env) | .env[] | select(.name=="A").value`, [`${containers}.0.env.0.value`]],
    [`.${containers}[] | select(.name | test("^istio"))`, [`${containers}.1`]],
    [`.${containers}[] | select(.name | test("^ISTIO"; "i"))`, [`${containers}.1`]],
    [`.${containers}[] | select(.name | startswith("is") and endswith("y"))`, [`${containers}.1`]],
    [`.${containers}[] | select(.env // [] | length > 1)`, [`${containers}.0`]],
    [`.${containers}[] | select(has("env") | not)`, [`${containers}.1`]],
    [`.${containers}[] | select(any(.ports[]?; . == 80) and all(.env[]; .name))`, [`${containers}.0`]],
    [`.${containers}[] | select(.ports // [] | any(. == 80))`, [`${containers}.0`]],
    [`.${containers}[] | select(.ports // [] | all(. > 79) and (any | not) | not)`, [`${containers}.0`]],
    [`.${containers}[] | select(.ports // [] | contains([81]))`, [`${containers}.0`]],
    [`.${containers}[] | select([.env[]?.name] | join(",") == "A,B")`, [`${containers}.0`]],
    [`.${containers} | first(.[] | select(.image))`, [`${containers}.0`]],
    [`.${containers} | last`, [`${containers}.-1`]],
    [`limit(1; .${containers}[])`, [`${containers}.0`]],
    ['.metadata | .labels // .other', ['metadata.labels']],
    ['.metadata | .annotations // .labels', ['metadata.labels']],
    ['if .kind == "Deployment" then .spec.replicas else .spec end', ['spec.replicas']],
    ['if .kind == "Pod" then .spec elif .kind == "Job" then .status else empty end', []],
    ['if .kind == "Pod" then .spec end', ['']],
    ['getpath(["spec", "replicas"])', ['spec.replicas']],
    ['.. | select(type == "number")', [`spec.replicas`, `${containers}.0.ports.0`, `${containers}.0.ports.1`]],
    ['.. | .value? | strings', [`${containers}.0.env.0.value`]],
    ['.metadata.labels[] | select(. == "red")', ['metadata.labels.team']],
    ['try .metadata.name.x', []],
    ['.spec.replicas # the autoscaler has them', ['spec.replicas']],
    ['.spec | select(.replicas >= 3 and .replicas < 4 and .replicas * 2 == 6) | .replicas', ['spec.replicas']],
    ['.spec | select(.replicas > -1 and (.replicas | tostring) == "3") | .replicas', ['spec.replicas']],
    ['.metadata.labels | select(keys == ["app.kubernetes.io/version", "team"])', ['metadata.labels']],
    ['.metadata | select(.labels | to_entries | map(.value) | add == "1red")', ['metadata']],
    ['.metadata | select(.name | ascii_upcase | ltrimstr("A") | rtrimstr("P") == "P")', ['metadata']],
    ['.metadata | select(.name | split("") | isempty(.[]) | not)', ['metadata']],
    ['.metadata | select("3" | tonumber == 3) | .name', ['metadata.name']],
    ['.metadata | select("app" | inside("the app")) | .name', ['metadata.name']],
    ['.metadata | select([1, 2] - [2] == [1] and null < false and "a" < [] ) | .name', ['metadata.name']],
  ])('of %s', (expression, expected) => {
    expect(paths(expression)).toEqual(expected);
  });

  it('are those of own members only', () => {
    expect(paths('.constructor', {})).toEqual(['constructor']);
    expect(paths('select(.constructor)', {})).toEqual([]);
    expect(paths('.["__proto__"].x', JSON.parse('{"__proto__":{"x":1}}') as Json)).toEqual(['__proto__.x']);
  });
});

/** The code and the message of the failure. */
function failure(act: () => unknown): [string, string] {
  try {
    act();
  } catch (error) {
    if (error instanceof JqError) return [error.code, error.message];
    throw error;
  }
  throw new Error('nothing failed');
}

describe('what is no jq, or not read', () => {
  it.each([
    ['', 'syntax', 'it ends too early'],
    ['.a |', 'syntax', 'it ends too early'],
    ['.a)', 'syntax', 'unexpected ")" at 3'],
    ['.a b', 'syntax', 'unexpected "b" at 4'],
    ['.a ^ 1', 'syntax', 'unexpected "^" at 4'],
    ['"\\x"', 'syntax', 'a text that cannot be read, at 1'],
    ['.a == .b == .c', 'syntax', 'unexpected "==" at 10'],
    ['if .a then .b', 'syntax', 'it ends too early'],
    ['.a = 1', 'unsupported', 'assignments (=)'],
    ['.a |= . + 1', 'unsupported', 'assignments (|=)'],
    ['.a as $x | $x', 'unsupported', 'variables (as $name)'],
    ['$ENV', 'unsupported', 'variables ($name) at 1'],
    ['{a: 1}', 'unsupported', 'objects ({…}) at 1'],
    ['@base64', 'unsupported', 'formats (@name) at 1'],
    ['.[1:2]', 'unsupported', 'slices ([from:to])'],
    ['.[:2]', 'unsupported', 'slices ([from:to])'],
    ['"\\(.a)"', 'unsupported', 'text with an expression in it, at 1'],
    ['def f: .a; f', 'unsupported', 'def at 1'],
    ['reduce .[] as $x (0; . + 1)', 'unsupported', 'reduce at 1'],
    ['.a | env', 'unsupported', 'the function env/0 at 6'],
    ['constructor', 'unsupported', 'the function constructor/0 at 1'],
    ['select(.a; .b)', 'unsupported', 'the function select/2 at 1'],
    ['try .a catch .b', 'unsupported', 'catch at 8'],
    [`${'('.repeat(100)}.a${')'.repeat(100)}`, 'budget', 'it is nested deeper than 64'],
    [`.a${' '.repeat(5_000)}`, 'budget', 'it is longer than 4096 characters'],
  ])('%s is refused', (expression, code, message) => {
    expect(failure(() => compileJqPaths(expression))).toEqual([code, message]);
  });
});

describe('what cannot be carried out', () => {
  it.each<[string, Json, string, string]>([
    ['.a.b', { a: 'x' }, 'evaluation', 'cannot index string by string'],
    ['.a[0]', { a: {} }, 'evaluation', 'cannot index object by number'],
    ['.a[]', {}, 'evaluation', 'cannot iterate over null'],
    ['.a.b[]?', { a: 'x' }, 'evaluation', 'cannot index string by string'],
    ['.a | length', { a: [1] }, 'evaluation', 'it names a value, not a place'],
    ['"a"', {}, 'evaluation', 'it names a value, not a place'],
    ['select(.a + 1 == 2)', { a: {} }, 'evaluation', 'cannot object + number'],
    ['select(1 / .a)', { a: 0 }, 'evaluation', 'cannot divide by zero'],
    ['select(.a | test("("))', { a: '' }, 'evaluation', 'cannot read the regular expression'],
    ['select(.a | test("a"; "x"))', { a: '' }, 'unsupported', 'the flags "x" of test'],
    ['select(-.a)', { a: '' }, 'evaluation', 'cannot negate string'],
    ['recurse(.)', {}, 'budget', 'recurse goes deeper than 500'],
  ])('%s', (expression, value, code, message) => {
    const found = failure(() => compileJqPaths(expression).pathsIn(value));
    expect(found[0]).toBe(code);
    expect(found[1]).toContain(message);
  });

  it('ends what takes too long, though it asks for errors to be forgotten', () => {
    const list = Array.from({ length: 400 }, (_, index) => index);
    const started = performance.now();
    expect(failure(() => compileJqPaths('try select([.[] + .[]?] | length > 1)').pathsIn(list))[0]).toBe('budget');
    const texts = list.map(() => 'x'.repeat(10_000));
    const hostile = '.[] | select(test("(x+x+)+y"), test("x*x*x*y"))';
    expect(failure(() => compileJqPaths(hostile).pathsIn(texts))[0]).toBe('budget');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('ends values that are nested without end, and expressions that name all too much', () => {
    let deep: Json = 1;
    for (let depth = 0; depth < 600; depth += 1) deep = { a: deep };
    expect(failure(() => compileJqPaths('..').pathsIn(deep))).toEqual([
      'budget',
      'the value is nested deeper than 500',
    ]);
    const wide = Array.from({ length: 11_000 }, () => 1);
    expect(failure(() => compileJqPaths('.[]').pathsIn(wide))).toEqual(['budget', 'it names more than 10000 places']);
    expect(failure(() => compileJqPaths('..', { steps: 5 }).pathsIn(deployment))).toEqual([
      'budget',
      'it takes too many steps',
    ]);
  });
});

import {
  anyMap,
  bytesOfText,
  formatGo,
  GoBytes,
  GoComplex,
  GoFailure,
  type GoFunction,
  GoFunctionValue,
  GoInteger,
  type GoKind,
  GoMap,
  GoObject,
  type GoParam,
  GoSlice,
  type GoType,
  goTypes,
  type GoValue,
  int64,
  mapOf,
  sliceOf,
  sprint,
  stringMap,
  stringSlice,
  type TemplateBudget,
  typeOf,
} from '../index.ts';

/** What scripts/gotemplate/main.go.txt calls `world`: the data of the recorded executions. */
export function world(budget: TemplateBudget): GoMap {
  const deep = map({ er: 'unten' });
  return map({
    name: 'x',
    int: 17n,
    int64: int64(64n),
    uint16: whole('uint16', 16n),
    uint8: whole('uint8', 8n),
    uint64: whole('uint64', 1n << 63n),
    float: 1.5,
    whole: 3,
    big: 1e21,
    zero: 0,
    yes: true,
    no: false,
    nil: null,
    blank: '',
    complex: new GoComplex(1, 2),
    letters: bytesOfText('hé€'),
    html: `<a href="x">&'b'</a>`,
    js: bytesOfText('it\'s "<x>"\n=\u20ac\u2028'),
    list: new GoSlice(['a', 2, null, map({ k: 'v' }), new GoSlice([1])]),
    ints: new GoSlice([3n, 4n, 5n], sliceOf(goTypes.int)),
    strings: new GoSlice(['a', 'b'], stringSlice),
    empty: new GoSlice([]),
    nilList: new GoSlice([], undefined, true),
    bytes: new GoBytes('abc'),
    map: map({ one: 1, two: 'zwei', nil: null, deep, f: 2.5 }),
    counts: new GoMap(new Map(Object.entries({ two: 2n, one: 1n, three: 3n })), mapOf(goTypes.int)),
    texts: new GoMap(new Map(Object.entries({ b: 'B', a: 'A' })), stringMap),
    emptyMap: map({}),
    nilMap: new GoMap(new Map(), undefined, true),
    named: named(),
    object: object(budget),
    struct: inner('v'),
    shown: shown('main.Shown', '<shown 6>', 6n),
    broken: shown('main.Broken', 'broken 7', 7n),
    pair: new GoFunctionValue(fn([string, string], ([a, b]) => `[${text(a)}=${text(b)}]`)),
    many: new GoFunctionValue({ ...fn([], (parts) => `<${parts.map(text).join('+')}>`), variadic: string }),
    times: new GoFunctionValue({
      ...fn([goTypes.int], ([n, ...parts]) => sprint([n ?? null, '=<', parts.map(text).join('+'), '>'], budget)),
      variadic: string,
    }),
    wrong: new GoFunctionValue(fn([], fails('wrong'))),
  });
}

/** The functions of the recorded executions. */
export function functions(budget: TemplateBudget): ReadonlyMap<string, GoFunction> {
  const show: GoFunction['call'] = ([value]) => sprint([value ?? null], budget);
  return new Map(
    Object.entries({
      typeOf: fn([any], ([value]) => (value === null || value === undefined ? '<nil>' : (typeOf(value)?.name ?? ''))),
      add: { ...fn([], (numbers) => numbers.reduce<bigint>((sum, n) => sum + BigInt(text(n)), 0n)), variadic: int },
      echo: fn([any], ([value]) => value ?? null),
      one: fn([string], ([a]) => `one=${text(a)}`),
      two: fn([string, string], ([a, b]) => `two=${text(a)}${text(b)}`),
      ddd: { ...fn([int], ([a, ...rest]) => `${text(a)}[${rest.map(text).join(' ')}]`), variadic: string },
      dict: { ...fn([], dict), variadic: string },
      nothing: fn([], () => 'nothing'),
      three: fn([], () => new GoMap(new Map([['three', 3n]]), mapOf(goTypes.int))),
      number: fn([], () => 7n),
      nilAny: fn([], () => null),
      die: fn([], fails('die')),
      fails: fn([string], ([reason]) => fails(`failed: ${text(reason)}`)()),
      value: fn(['value'], (args) => (args[0] === null ? 'invalid' : show(args, null as never))),
      half: fn([goTypes.float64], ([f]) => Number(f) / 2),
      int8: fn([type('int8')], ([i]) => i ?? null),
      uint: fn([goTypes.uint64], ([u]) => u ?? null),
      boolean: fn([goTypes.bool], ([b]) => b !== true),
      list: fn([sliceOf(any)], ([l]) => BigInt((l as GoSlice).items.length)),
      texts: fn([stringSlice], ([l]) => BigInt((l as GoSlice).items.length)),
      keys: fn([anyMap], ([m]) => BigInt((m as GoMap).entries.size)),
      complex: fn([goTypes.complex128], ([c]) => c ?? null),
      pointer: fn([{ kind: 'ptr', name: '*main.Inner' }], () => 'p'),
    } satisfies Record<string, GoFunction>),
  );
}

const { any, int, string } = goTypes;

function map(entries: Record<string, GoValue>): GoMap {
  return new GoMap(new Map(Object.entries(entries)));
}

function type(kind: GoKind): GoType {
  return { kind, name: kind };
}

function whole(kind: GoKind, value: bigint): GoInteger {
  return new GoInteger(type(kind), value);
}

function fn(params: readonly GoParam[], call: GoFunction['call']): GoFunction {
  return { params, call };
}

function fails(reason: string): () => never {
  return () => {
    throw new GoFailure(reason);
  };
}

function text(value: GoValue | undefined): string {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'string' ? value : '';
}

function dict(pairs: readonly GoValue[]): GoMap {
  const entries = new Map<string, GoValue>();
  for (let at = 0; at + 1 < pairs.length; at += 2) entries.set(text(pairs[at]), pairs[at + 1] ?? null);
  return new GoMap(entries, stringMap);
}

function named(): GoMap {
  const entries = new Map<string, GoValue>(Object.entries({ a: 1, Size: 9 }));
  const namedType: GoType = { kind: 'map', name: 'main.Named', elem: any, underlying: anyMap };
  return new GoMap(entries, namedType, false, new Map([['Size', fn([], () => BigInt(entries.size))]]));
}

function inner(v: string, kind: 'struct' | 'ptr' = 'struct'): GoObject {
  const name = kind === 'ptr' ? '*main.Inner' : 'main.Inner';
  return new GoObject({ kind, name }, { fields: new Map([['V', v]]) });
}

function shown(name: string, textOf: string, n: bigint): GoObject {
  return new GoObject({ kind: 'struct', name }, { fields: new Map([['n', n]]), text: () => textOf });
}

function object(budget: TemplateBudget): GoObject {
  const fields = new Map<string, GoValue>([
    ['Name', 'obj'],
    ['Count', 3n],
    ['Inner', inner('inner', 'ptr')],
    ['Plain', inner('plain')],
    ['Any', 7.5],
    ['None', null],
  ]);
  const methods = new Map<string, GoFunction>([
    ['Hello', fn([], () => 'hello')],
    ['Plus', fn([int], ([a]) => BigInt(text(a)) + 3n)],
    ['Join', fn([type('uint16'), string], (args) => formatGo('%d-%s', args, budget))],
    ['Show', fn([any], (args) => sprint(args, budget))],
    ['Self', fn([], () => self)],
    ['Sum', { ...fn([int], (all) => all.reduce<bigint>((sum, n) => sum + BigInt(text(n)), 0n)), variadic: int }],
    ['Fail', fn([goTypes.bool], ([fail]) => (fail === true ? fails('asked to fail')() : true))],
  ]);
  const self = new GoObject({ kind: 'ptr', name: '*main.Object' }, { fields, methods });
  return self;
}

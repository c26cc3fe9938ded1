import type { TemplateCaller } from '../exec/index.ts';
import { GoFailure, type GoParam } from '../function.ts';
import { canBeNil, GoFunctionValue, GoInteger, type GoValue, isAssignable, typeOf, zeroOf } from '../value/index.ts';

/** Go's `call` of a value that is a function; `name` is the expression that gave it, absent where it was piped. */
export function callValue(
  name: string | undefined,
  [item, ...args]: readonly GoValue[],
  caller: TemplateCaller,
): GoValue {
  if (item === undefined || item === null) throw new GoFailure('call of nil');
  if (!(item instanceof GoFunctionValue)) {
    const type = typeOf(item)?.name ?? '';
    const piped = typeof item === 'string' ? item : `<${type} Value>`;
    throw new GoFailure(`non-function ${name ?? piped} of type ${type}`);
  }
  const { params, variadic } = item.called;
  if (variadic === undefined ? args.length !== params.length : args.length < params.length) {
    const want = `${variadic === undefined ? '' : 'at least '}${params.length}`;
    throw new GoFailure(`wrong number of args for ${name ?? '<func Value>'}: got ${args.length} want ${want}`);
  }
  const prepared = args.map((arg, index) => prepare(arg, params[index] ?? variadic ?? 'value', index));
  return item.called.call(prepared, caller);
}

function prepare(value: GoValue | undefined, param: GoParam, index: number): GoValue {
  if (param === 'value') return value ?? null;
  if (value === undefined || value === null) {
    if (canBeNil(param)) return zeroOf(param);
    throw new GoFailure(`arg ${index}: value is nil; should be of type ${param.name}`);
  }
  const type = typeOf(value);
  if (type !== undefined && isAssignable(type, param)) return value;
  const whole = typeof value === 'bigint' ? value : value instanceof GoInteger ? value.value : undefined;
  if (whole !== undefined && /^u?int/.test(param.kind)) {
    if (param.kind === 'int') return BigInt.asIntN(64, whole);
    const bits = Number(/\d+$/.exec(param.kind)?.[0] ?? 64);
    return new GoInteger(param, param.kind.startsWith('u') ? BigInt.asUintN(bits, whole) : BigInt.asIntN(bits, whole));
  }
  throw new GoFailure(`arg ${index}: value has type ${type?.name ?? ''}; should be ${param.name}`);
}

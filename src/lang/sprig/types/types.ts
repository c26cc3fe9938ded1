import { deepEqual, type GoFunction, type GoValue, typeOf } from '../../gotemplate/index.ts';
import { any, declare, string } from '../declare/index.ts';

/** The functions that tell types (sprig 3.3.0, reflect.go). */
export const typeFunctions: Readonly<Record<string, GoFunction>> = {
  typeOf: declare([any], nameOf),
  typeIs: declare([string, any], (name, value) => name === nameOf(value)),
  typeIsLike: declare([string, any], (name, value) => name === nameOf(value) || `*${name}` === nameOf(value)),
  kindOf: declare([any], kindOf),
  kindIs: declare([string, any], (kind, value) => kind === kindOf(value)),
  deepEqual: declare([any, any], deepEqual),
};

/** As `%T` prints it. */
function nameOf(value: GoValue): string {
  return typeOf(value)?.name ?? '<nil>';
}

function kindOf(value: GoValue): string {
  return typeOf(value)?.kind ?? 'invalid';
}

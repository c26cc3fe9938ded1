import { GoFailure, type GoKind, type GoValue, typeOf } from '../../gotemplate/index.ts';
import { itemsOf } from '../convert/index.ts';
import { nilPointer } from '../declare/index.ts';

/**
 * The items of the list that a function got (sprig 3.3.0, list.go). `refuse` says what the function says to a value of another kind.
 *
 * @throws GoFailure that text; for nil, whose type upstream asks for, the runtime's
 */
export function listItems(value: GoValue, refuse: (kind: GoKind) => string): readonly GoValue[] {
  const items = itemsOf(value);
  if (items !== undefined) return items;
  const type = typeOf(value);
  if (type === undefined) throw nilPointer();
  throw new GoFailure(refuse(type.kind));
}

import { KustomizeError } from '../../error.ts';
import { isNull, type ListNode, type Node } from '../../node/index.ts';
import { setElement, type WorkMeter } from './elements.ts';
import { fieldOf, scalarText } from './node-kind.ts';

/** What a patch says about a whole map or list. */
export type Directive = 'merge' | 'replace' | 'delete';

const directiveKey = '$patch';

/** The directive of a patch's map or list, which is taken out of it; `merge` where it has none (merge2/smpdirective.go). */
export function takeDirective(patch: Node | undefined, meter: WorkMeter): Directive {
  if (patch === undefined) return 'merge';
  if (patch.kind === 'list') return takeFromList(patch, meter);
  if (patch.kind === 'map') {
    const value = patch.entries.get(directiveKey);
    if (value === undefined) return 'merge';
    const directive = read(value);
    patch.entries.delete(directiveKey);
    return directive;
  }
  const kind = isNull(patch) ? 'null' : typeof patch.value;
  throw new KustomizeError('patch', `no implemented strategic merge patch strategy for '${kind}'`, {
    place: patch.place,
  });
}

/** A list's directive is an item with nothing else in it. */
function takeFromList(patch: ListNode, meter: WorkMeter): Directive {
  const item = patch.items.find((other) => fieldOf(other, directiveKey) !== undefined);
  const value = fieldOf(item, directiveKey);
  if (value === undefined || item?.kind !== 'map' || item.entries.size > 1) return 'merge';
  const directive = read(value);
  setElement(patch, { keys: [directiveKey], values: [directive] }, undefined, meter);
  return directive;
}

function read(value: Node): Directive {
  const text = scalarText(value);
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  throw new KustomizeError('patch', `unknown patch strategy '${text}': there are merge, replace and delete`, {
    place: value.place,
  });
}

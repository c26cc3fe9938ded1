import type { YamlValue } from '../../yaml/index.ts';
import { PatchError } from '../error.ts';
import { setElement, type WorkMeter } from './elements.ts';
import { fieldOf, isYamlMap, kindOf, textOf } from './node.ts';

/** What a patch says about a whole map or list. */
export type Directive = 'merge' | 'replace' | 'delete';

const directiveKey = '$patch';

/** The directive of a patch's map or list, which is taken out of it; `merge` where it has none (merge2/smpdirective.go). */
export function takeDirective(patch: YamlValue | undefined, meter: WorkMeter): Directive {
  if (patch === undefined) return 'merge';
  if (Array.isArray(patch)) return takeFromList(patch, meter);
  if (isYamlMap(patch)) {
    const value = fieldOf(patch, directiveKey);
    if (value === undefined) return 'merge';
    const directive = read(textOf(value));
    delete patch[directiveKey];
    return directive;
  }
  const kind = patch === null ? 'null' : kindOf(patch);
  throw new PatchError('inapplicable', 422, `no implemented strategic merge patch strategy for '${kind}'`);
}

/** A list's directive is an item with nothing else in it. */
function takeFromList(patch: YamlValue[], meter: WorkMeter): Directive {
  const item = patch.find((other) => fieldOf(other, directiveKey) !== undefined);
  if (!isYamlMap(item) || Object.keys(item).length > 1) return 'merge';
  const text = textOf(item[directiveKey]);
  const directive = read(text);
  setElement(patch, { keys: [directiveKey], values: [text] }, undefined, meter);
  return directive;
}

function read(text: string): Directive {
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  throw new PatchError('invalid', 400, `unknown patch strategy '${text}'`);
}

import { formatKey, type ObjectKey, type Problem } from '../../base/index.ts';
import type { Origin } from '../../render/index.ts';
import type { DesiredObject } from './desired.ts';

/**
 * Objects that a render gives more than once, as told after their namespaces were filled in: the last one counts, as in Argo CD (v3.6,
 * controller/state.go NormalizeTargetObjects). Flux refuses them while it renders.
 */
export class RepeatedKeys {
  readonly #origins = new Map<string, Origin[]>();

  /** Notes an object, in the order of the render. The API server makes a name of generateName, a new one each time. */
  add(key: ObjectKey, origin: Origin): void {
    if (key.name === '') return;
    const id = formatKey(key);
    const origins = this.#origins.get(id);
    if (origins === undefined) this.#origins.set(id, [origin]);
    else origins.push(origin);
  }

  /** The objects, of which the last counts where there are several of one key. */
  lastOf(objects: readonly DesiredObject[]): readonly DesiredObject[] {
    const last = new Map(objects.map((object) => [formatKey(object.key), object]));
    return objects.filter((object) => object.key.name === '' || last.get(formatKey(object.key)) === object);
  }

  /** A warning for every object that stands there more than once. */
  warnings(): Problem[] {
    return [...this.#origins].flatMap(([object, origins]) => {
      const last = origins.at(-1);
      if (last === undefined || origins.length === 1) return [];
      const { file, line, column } = last;
      const message = `appeared ${origins.length} times among application resources. Only the last one is applied: remove the others or rename them`;
      return [{ code: 'repeated-object', message, object, file, line, column }];
    });
  }
}

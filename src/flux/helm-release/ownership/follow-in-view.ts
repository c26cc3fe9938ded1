import type { KubeObject } from '../../../base/index.ts';
import type { Engine } from '../../../engine/index.ts';
import { type Follow, followObject } from '../../../release/index.ts';

type View = Pick<Awaited<ReturnType<Engine['view']>>, 'get' | 'until' | 'isWatched'>;

/** A look at what is known for so long at least, though nothing changes. */
const lookMs = 60_000;

/** Follows objects that were just written by the watches that are there anyway, and all others by a watch of their own. */
export function followInView(view: View): Follow {
  return async (client, ref, known, see, options) => {
    const { resource, namespace, name } = ref;
    const key = { group: resource.group, kind: resource.kind, namespace, name };
    if (known === undefined || !view.isWatched(key)) return await followObject(client, ref, known, see, options);
    let last: KubeObject | undefined = known;
    if (see(last)) return;
    let isThere = view.get(key) !== undefined;
    // What was written may be ahead of the watch: an object that is older, or not there yet, says nothing.
    const isNews = (): boolean => {
      const live = view.get(key);
      if (live === undefined) return isThere && last !== undefined;
      isThere = true;
      return last === undefined || versionOf(live) > versionOf(last);
    };
    for (;;) {
      await view.until(isNews, lookMs, options.signal);
      options.signal.throwIfAborted();
      if (!isNews()) continue;
      last = view.get(key);
      if (see(last)) return;
    }
  };
}

function versionOf({ metadata: { resourceVersion = '' } }: KubeObject): bigint {
  return /^\d+$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n;
}

import type { About, ActionName, SearchHit } from '../api/index.ts';

/** One thing that the palette offers. */
export type Entry = {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  readonly state: string | undefined;
} & (
  | { readonly kind: 'list'; readonly query: string }
  | { readonly kind: 'go'; readonly delivery: string; readonly object?: string; readonly ask?: ActionName }
);

const verbs: Readonly<Record<string, ActionName>> = {
  sync: 'sync',
  refresh: 'refresh',
  reconcile: 'reconcile',
  suspend: 'suspend',
  resume: 'resume',
  stop: 'terminate',
  delete: 'delete',
};

const lists: readonly { readonly title: string; readonly query: string; readonly state?: string }[] = [
  { title: 'All deliveries', query: '' },
  { title: 'What is degraded', query: 'health:Degraded', state: 'Degraded' },
  { title: 'What is out of sync', query: 'sync:OutOfSync', state: 'OutOfSync' },
  { title: 'What is progressing', query: 'health:Progressing', state: 'Progressing' },
  { title: 'What is suspended', query: 'health:Suspended', state: 'Suspended' },
];

/** Takes an action's verb from the front of what was typed. */
export function splitAction(text: string): { readonly action: ActionName | undefined; readonly words: string } {
  const [, verb = '', rest = ''] = /^\s*(\S+)\s+(.*)$/.exec(text) ?? [];
  const action = verbs[verb.toLowerCase()];
  return action === undefined ? { action, words: text.trim() } : { action, words: rest.trim() };
}

/** What is offered for a text: lists where nothing is typed, else what was found; with a verb, the action on each delivery that has it. */
export function entriesOf(text: string, hits: readonly SearchHit[], kinds: About['kinds']): Entry[] {
  const { action, words } = splitAction(text);
  if (words === '' && action === undefined) {
    return lists.map(({ title, query, state }) => ({ kind: 'list', key: query, title, query, hint: query, state }));
  }
  if (action !== undefined) {
    return hits
      .filter((hit) => hit.object === undefined && has(kinds, hit, action))
      .map((hit) => actionEntry(hit, action, text));
  }
  return hits.map((hit): Entry => {
    const [kind = '', namespace = '', name = ''] = hit.delivery.split('/');
    const state = hit.sync === 'OutOfSync' && hit.health === 'Healthy' ? 'OutOfSync' : hit.health;
    if (hit.object === undefined) {
      return {
        kind: 'go',
        key: hit.delivery,
        delivery: hit.delivery,
        title: name,
        hint: `${kind} in ${namespace}`,
        state,
      };
    }
    const { group, kind: objectKind, namespace: objectNamespace, name: objectName } = hit.object;
    const object = [group, objectKind, objectNamespace, objectName].join('/');
    return {
      kind: 'go',
      key: `${hit.delivery} ${object}`,
      delivery: hit.delivery,
      object,
      title: objectName,
      hint: `${objectKind} of ${name}`,
      state,
    };
  });
}

function actionEntry(hit: SearchHit, ask: ActionName, text: string): Entry {
  const [kind = '', namespace = '', name = ''] = hit.delivery.split('/');
  const verb = text.trim().split(/\s/)[0] ?? '';
  const title = `${verb.charAt(0).toUpperCase()}${verb.slice(1).toLowerCase()} ${name}`;
  return {
    kind: 'go',
    key: `${ask} ${hit.delivery}`,
    delivery: hit.delivery,
    ask,
    title,
    hint: `${kind} in ${namespace}`,
    state: hit.health,
  };
}

function has(kinds: About['kinds'], hit: SearchHit, action: ActionName): boolean {
  const kind = hit.delivery.split('/')[0];
  return kinds.find((other) => other.kind === kind)?.actions.includes(action) === true;
}

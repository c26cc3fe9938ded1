/** What the address of a delivery says beside its name: the tab, the object that is open with its view, the action that is asked about. */
export interface DeliverySearch {
  readonly tab?: string;
  readonly object?: string;
  readonly view?: string;
  readonly ask?: string;
}

const names = ['tab', 'object', 'view', 'ask'] as const;

/** Reads the address of a delivery; what it does not know counts as absent. */
export function readDeliverySearch(search: Record<string, unknown>): DeliverySearch {
  return Object.fromEntries(names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])));
}

import { jsonAt, type KubeObject, numberAt, type ObjectKey, parseApiVersion, textAt } from '../../base/index.ts';
import type { KubeEventView } from '../contract/index.ts';

/** How many events are told. */
const maxEvents = 500;

/** Kubernetes Events as the page shows them, the newest first; both of their API groups are read. */
export function eventViews(events: readonly KubeObject[]): { items: KubeEventView[]; truncated: number } {
  const items = events.map(viewOf).sort((a, b) => Date.parse(b.lastAt ?? '') - Date.parse(a.lastAt ?? '') || 0);
  return { items: items.slice(0, maxEvents), truncated: Math.max(0, items.length - maxEvents) };
}

/** The object that an event is about. */
export function objectOfEvent(event: KubeObject): ObjectKey {
  const about = jsonAt(event, 'involvedObject') ?? jsonAt(event, 'regarding');
  return {
    group: parseApiVersion(textAt(about, 'apiVersion')).group,
    kind: textAt(about, 'kind'),
    namespace: textAt(about, 'namespace'),
    name: textAt(about, 'name'),
  };
}

function viewOf(event: KubeObject): KubeEventView {
  const first =
    textAt(event, 'firstTimestamp') || textAt(event, 'eventTime') || (event.metadata.creationTimestamp ?? '');
  const last = textAt(event, 'series', 'lastObservedTime') || textAt(event, 'lastTimestamp') || first;
  const from =
    textAt(event, 'source', 'component') || textAt(event, 'reportingComponent') || textAt(event, 'reportingController');
  return {
    object: objectOfEvent(event),
    type: textAt(event, 'type') || 'Normal',
    reason: textAt(event, 'reason'),
    message: (textAt(event, 'message') || textAt(event, 'note')).slice(0, 2_000),
    ...(from === '' ? {} : { from }),
    count: Math.max(1, numberAt(event, ['count'], numberAt(event, ['series', 'count'], 1))),
    ...(first === '' ? {} : { firstAt: first }),
    ...(last === '' ? {} : { lastAt: last }),
  };
}

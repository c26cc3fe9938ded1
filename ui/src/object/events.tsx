import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { eventsQuery, type KubeEvent, type ObjectKey } from '../api/index.ts';
import { Ago, Blank, Glyph, SkeletonLines } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';
import { idOfObject, objectText } from './object-id.ts';

/** Events, of all objects or of one. */
export function EventList(props: {
  readonly id: string;
  readonly object?: ObjectKey;
  readonly onObject?: (id: string) => void;
}): ReactNode {
  const { data, error } = useQuery(eventsQuery(props.id, props.object));
  if (data === undefined)
    return error === null ? <SkeletonLines lines={5} label="Events are on their way" /> : <Problem of={error} />;
  if (data.items.length === 0) {
    return (
      <Blank title="No events">
        <p className="soft">Kubernetes keeps Events for an hour.</p>
      </Blank>
    );
  }
  return (
    <ul className="events">
      {data.items.map((event) => (
        <EventLine
          key={`${idOfObject(event.object)} ${event.reason} ${event.message} ${event.firstAt ?? ''}`}
          event={event}
          onObject={props.onObject}
        />
      ))}
      {data.truncated > 0 && <li className="soft">and {data.truncated} older ones</li>}
    </ul>
  );
}

function EventLine({
  event,
  onObject,
}: {
  readonly event: KubeEvent;
  readonly onObject: ((id: string) => void) | undefined;
}): ReactNode {
  const isWarning = event.type === 'Warning';
  return (
    <li className="event">
      <span className="event-time soft">
        <Ago at={event.lastAt} />
      </span>
      <span className="state">
        {isWarning ? <Glyph shape="cross" tone="bad" /> : <span className="node-quiet" />}
        <strong>{event.reason}</strong>
      </span>
      <span className="event-text">
        {event.message}
        {event.count > 1 && <span className="faint"> ×{event.count}</span>}
        <span className="small soft event-object">
          {onObject === undefined ? (
            event.from
          ) : (
            <button type="button" className="as-link" onClick={() => onObject(idOfObject(event.object))}>
              {objectText(event.object)}
            </button>
          )}
        </span>
      </span>
    </li>
  );
}

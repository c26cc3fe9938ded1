import type { ReactNode } from 'react';
import { EventList } from '../object/index.ts';

/** The Kubernetes Events of a delivery and its objects, newest first. */
export function EventsTab({
  id,
  onObject,
}: {
  readonly id: string;
  readonly onObject: (id: string) => void;
}): ReactNode {
  return (
    <div className="tab-page">
      <EventList id={id} onObject={onObject} />
    </div>
  );
}

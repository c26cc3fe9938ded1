import type { ReactNode } from 'react';
import { Glyph } from '../design/index.ts';
import { useLive } from '../stream/index.ts';

/** Whether the page is live; where not, since when, and a way to try at once. */
export function ConnectionState(): ReactNode {
  const { connection, retry } = useLive();
  if (connection.state !== 'lost') {
    return (
      <span className="connection" title="Changes appear here as they happen">
        <span className={`connection-dot ${connection.state}`} />
        <span className="connection-word">{connection.state === 'live' ? 'Live' : 'Connecting'}</span>
      </span>
    );
  }
  const since = new Date(connection.since).toLocaleTimeString();
  return (
    <span className="connection lost" role="status">
      <Glyph shape="cross" tone="bad" />
      <span>
        Connection lost<span className="connection-since">: this is how it was at {since}</span>
      </span>
      <button type="button" className="button small" onClick={retry}>
        Try now
      </button>
    </span>
  );
}

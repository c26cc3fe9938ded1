import { memo, type MouseEvent, type ReactNode } from 'react';
import type { DeliveryRow } from '../api/index.ts';
import { Ago, Glyph, shortRepository, State } from '../design/index.ts';

/** How a row is shown, beside what it shows. */
export interface RowProps {
  readonly row: DeliveryRow | undefined;
  readonly index: number;
  readonly top: number;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly onChoose: (id: string, range: boolean) => void;
  readonly onCurrent: (index: number) => void;
  readonly onOpen: (row: DeliveryRow) => void;
}

/** One delivery in the table. Its link is a plain one: the router's own costs more than the rest of a row, and rows come by the hundred. */
export const DeliveryLine = memo(function DeliveryLine(props: RowProps): ReactNode {
  const { row, index, top, current, chosen } = props;
  const place = { transform: `translateY(${top}px)` };
  if (row === undefined) return <PendingLine index={index} place={place} />;
  const { name, namespace, kind, project, source, revision, cluster, sync, health, operation } = row;
  const isRunning = operation !== undefined && ['Running', 'Retrying', 'Terminating'].includes(operation.phase);
  return (
    <div
      role="row"
      className="line"
      style={place}
      aria-rowindex={index + 2}
      data-current={current || undefined}
      data-chosen={chosen || undefined}
      data-index={index}
      onMouseDown={() => props.onCurrent(index)}
    >
      <span role="cell" className="cell-choose">
        <input
          type="checkbox"
          aria-label={`Choose ${kind} ${name}`}
          checked={chosen}
          onClick={(event) => props.onChoose(row.id, event.shiftKey)}
          onChange={() => undefined}
        />
      </span>
      <span role="cell" className="cell-health" title={health.why}>
        <State of={health.status} />
      </span>
      <span role="cell" className="cell-name">
        <a
          className="line-link cut"
          href={`/deliveries/${row.id}`}
          onClick={(event) => {
            if (isPlainClick(event)) props.onOpen(row);
          }}
          onFocus={() => props.onCurrent(index)}
        >
          {name}
        </a>
        <span className="faint small cut">{kind}</span>
        {row.suspended && <Mark text="suspended" />}
        {row.deleting === true && <Mark text="being deleted" />}
      </span>
      <span role="cell" className="cell-sync">
        <State of={isRunning ? operation.phase : sync.status} />
        {!isRunning && sync.differing !== undefined && sync.differing > 0 && (
          <span className="faint small" title={`${sync.differing} objects differ`}>
            {sync.differing}
          </span>
        )}
      </span>
      <span role="cell" className="cell-scope cut soft">
        {project ?? namespace}
      </span>
      <span role="cell" className="cell-source cut" title={source && `${source.repo} ${source.path ?? ''}`}>
        {source && (
          <>
            {shortPath(source.path ?? '')}
            <span className="faint"> {repositoryName(source.repo)}</span>
          </>
        )}
      </span>
      <span role="cell" className="cell-revision cut" title={revision?.subject}>
        {revision && (
          <>
            <code>{revision.short}</code> <span className="soft">{revision.subject}</span>
          </>
        )}
      </span>
      <span role="cell" className="cell-target cut soft" title={cluster.server}>
        {cluster.name}
        {row.targetNamespace !== undefined && <span className="faint">/{row.targetNamespace}</span>}
      </span>
      <span role="cell" className="cell-changed soft">
        <Ago at={row.changedAt} />
      </span>
    </div>
  );
});

/** Whether a click asks for the link here; the browser has its own ways with others. Keeps the browser from following it. */
function isPlainClick(event: MouseEvent): boolean {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  event.preventDefault();
  return true;
}

function Mark({ text }: { readonly text: string }): ReactNode {
  return (
    <span className="state small soft">
      <Glyph shape={text === 'suspended' ? 'pause' : 'turning'} tone="asleep" />
      {text}
    </span>
  );
}

/** The end of a path tells more than its beginning: the whole is in the title. */
function shortPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0) return '.';
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : parts.join('/');
}

function repositoryName(repo: string): string {
  return shortRepository(repo).split('/').slice(-2).join('/');
}

/** A row that is on its way: one element, since a fast scroll passes hundreds of them. */
function PendingLine({
  index,
  place,
}: {
  readonly index: number;
  readonly place: { readonly transform: string };
}): ReactNode {
  return (
    <div role="row" className="line pending" style={place} aria-rowindex={index + 2} aria-busy="true">
      <span role="cell" className="pending-cell" />
    </div>
  );
}

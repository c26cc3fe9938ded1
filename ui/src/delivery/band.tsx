import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Commit, Delivery, Operation } from '../api/index.ts';
import { Ago, counted, durationOf, OutLink, sentence, Skeleton, State } from '../design/index.ts';
import { idOfObject, objectText } from '../object/index.ts';
import { Waves } from './waves.tsx';

/** Four answers in one glance: what should run, what runs, how it is, what happened last. */
export function Band(props: {
  readonly delivery: Delivery | undefined;
  readonly onObject: (id: string) => void;
}): ReactNode {
  const { delivery } = props;
  if (delivery === undefined) {
    return (
      <section className="band" aria-label="State" aria-busy="true">
        {['Should run', 'Runs', 'Health', 'Last operation'].map((title) => (
          <Cell key={title} title={title}>
            <Skeleton width="60%" />
            <Skeleton width="80%" />
            <Skeleton width="45%" />
          </Cell>
        ))}
      </section>
    );
  }
  const { desired, sync, health, operation, row } = delivery;
  return (
    <section className="band" aria-label="State">
      <Cell title="Should run">
        <CommitLines commit={desired.commit} target={desired.target ?? row.source?.target} />
      </Cell>
      <Cell title="Runs">
        <State of={sync.status} loud />
        <span className="cut">
          {sync.differing > 0 ? (
            <Link to="." search={{ tab: 'difference' }}>
              {sync.differing} of {counted(sync.objects, 'object')} differ{sync.differing === 1 ? 's' : ''}
            </Link>
          ) : (
            <span className="soft">{counted(sync.objects, 'object')}</span>
          )}
        </span>
        {sync.applied !== undefined && (
          <span className="cut soft">
            applied <code>{sync.applied.short}</code>{' '}
            {sync.applied.revision !== desired.commit?.revision && sync.applied.subject}
          </span>
        )}
      </Cell>
      <Cell title="Health">
        <span className="row">
          <State of={health.status} loud />
          {health.since !== undefined && (
            <span className="faint small">
              <Ago at={health.since} suffix=" ago" />
            </span>
          )}
        </span>
        {health.why !== undefined && health.status !== 'Healthy' && (
          <span className="clamp" title={health.why}>
            {sentence(health.why)}
          </span>
        )}
        {health.object !== undefined && (
          <button
            type="button"
            className="as-link cut"
            onClick={() => health.object && props.onObject(idOfObject(health.object))}
          >
            {objectText(health.object)}
          </button>
        )}
        <Policy policy={delivery.policy} />
      </Cell>
      <Cell title={operation !== undefined && operation.finishedAt === undefined ? 'Operation' : 'Last operation'}>
        {operation === undefined ? <span className="soft">Nothing yet</span> : <LastOperation operation={operation} />}
      </Cell>
    </section>
  );
}

function Cell({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="band-cell">
      <h2 className="band-title">{title}</h2>
      {children}
    </div>
  );
}

function CommitLines({
  commit,
  target,
}: {
  readonly commit: Commit | undefined;
  readonly target: string | undefined;
}): ReactNode {
  if (commit === undefined)
    return (
      <span className="soft">{target === undefined ? 'Not known yet' : `${target}: no commit has been rendered`}</span>
    );
  const id = <code className="band-commit">{commit.short}</code>;
  return (
    <>
      <span className="row">
        {commit.url === undefined ? id : <OutLink to={commit.url}>{id}</OutLink>}
        {target !== undefined && target !== '*' && target !== commit.revision && (
          <span className="soft cut">{target}</span>
        )}
      </span>
      <span className="clamp" title={commit.message ?? commit.subject}>
        {commit.subject}
      </span>
      <span className="soft cut">
        {commit.author}
        {commit.time !== undefined && (
          <>
            {commit.author !== undefined && ', '}
            <Ago at={commit.time} suffix=" ago" />
          </>
        )}
      </span>
    </>
  );
}

function Policy({ policy }: { readonly policy: Delivery['policy'] }): ReactNode {
  const { suspended, suspendedBy, automated, selfHeal, prune, interval } = policy;
  if (suspended)
    return <span className="soft">Suspended{suspendedBy === undefined ? '' : ` by ${suspendedBy}`}: changes wait</span>;
  const words = [
    automated ? 'automatic' : 'synced by hand',
    selfHeal ? 'heals' : undefined,
    prune ? 'prunes' : undefined,
    interval === undefined ? undefined : `every ${interval}`,
  ];
  return <span className="soft cut">{words.filter((word) => word !== undefined).join(', ')}</span>;
}

function LastOperation({ operation }: { readonly operation: Operation }): ReactNode {
  const { phase, what, by, automated, startedAt, finishedAt, message, waves, attempt, retryLimit } = operation;
  const took =
    finishedAt === undefined || phase === 'Retrying' ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
  return (
    <>
      <span className="row">
        <State of={phase} loud />
        <span className="faint small">
          <Ago at={finishedAt ?? startedAt} suffix=" ago" />
        </span>
      </span>
      <span className="cut">
        {operation.dryRun ? 'dry run of a ' : ''}
        {what} {automated ? 'by itself' : `by ${by}`}
        {took !== undefined && !Number.isNaN(took) && <span className="soft">, took {durationOf(took)}</span>}
        {attempt > 1 && (
          <span className="soft">
            , attempt {attempt}
            {retryLimit === undefined ? '' : ` of ${retryLimit}`}
          </span>
        )}
      </span>
      {waves.length > 0 && finishedAt === undefined ? (
        <Waves waves={waves} />
      ) : (
        <span className="clamp soft" title={message}>
          {message}
        </span>
      )}
    </>
  );
}

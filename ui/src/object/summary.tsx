import type { ReactNode } from 'react';
import type { ObjectDetail } from '../api/index.ts';
import { Ago, isWebAddress, OutLink, State } from '../design/index.ts';

/** What an object is, in facts. Labels and annotations are text, whatever they look like; only web addresses are links. */
export function Summary({ detail }: { readonly detail: ObjectDetail }): ReactNode {
  const { object, apiVersion, sync, health, summary, labels, annotations, createdAt } = detail;
  return (
    <div className="summary">
      <dl className="facts">
        <dt>Kind</dt>
        <dd>
          {object.kind} <span className="faint">{apiVersion}</span>
        </dd>
        {object.namespace !== '' && (
          <>
            <dt>Namespace</dt>
            <dd>{object.namespace}</dd>
          </>
        )}
        {health !== undefined && (
          <>
            <dt>Health</dt>
            <dd>
              <State of={health.status} loud /> {health.why}
            </dd>
          </>
        )}
        {sync !== undefined && (
          <>
            <dt>Sync</dt>
            <dd>
              <State of={sync} loud />
            </dd>
          </>
        )}
        {createdAt !== undefined && (
          <>
            <dt>Created</dt>
            <dd>
              <Ago at={createdAt} suffix=" ago" />
            </dd>
          </>
        )}
        {summary.map(({ name, value }) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      <Pairs title="Labels" pairs={labels} />
      <Pairs title="Annotations" pairs={annotations} />
    </div>
  );
}

function Pairs({
  title,
  pairs,
}: {
  readonly title: string;
  readonly pairs: Readonly<Record<string, string>>;
}): ReactNode {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return null;
  return (
    <section>
      <h3 className="soft">{title}</h3>
      <dl className="pairs mono">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{isWebAddress(value) ? <OutLink to={value}>{value}</OutLink> : value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

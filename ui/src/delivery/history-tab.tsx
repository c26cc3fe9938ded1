import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { type Delivery, type HistoryEntry, historyQuery } from '../api/index.ts';
import { Ago, Blank, OutLink, saysOf, sentence, SkeletonLines, State } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';

const ActionQuestion = lazy(async () => ({ default: (await import('../actions/question.tsx')).ActionQuestion }));

/** What was deployed, newest first; each but the current can be deployed again. */
export function HistoryTab({
  id,
  delivery,
}: {
  readonly id: string;
  readonly delivery: Delivery | undefined;
}): ReactNode {
  const { data, error } = useQuery(historyQuery(id));
  const [asked, setAsked] = useState<HistoryEntry>();
  if (data === undefined) {
    if (error === null) return <SkeletonLines lines={6} label="The history is on its way" />;
    return (
      <div className="tab-page">
        <Problem of={error} />
      </div>
    );
  }
  if (data.items.length === 0) {
    return (
      <Blank title="No history yet">
        <p className="soft">It begins with the first sync that succeeds.</p>
      </Blank>
    );
  }
  const rollback = delivery?.actions.find(({ action }) => action === 'rollback');
  return (
    <div className="tab-page">
      <div className="panel scroll-x" tabIndex={0} role="region" aria-label="History">
        <table className="plain-table">
          <thead>
            <tr>
              <th>Deployed</th>
              <th>{saysOf(id).revision}</th>
              <th>What it says</th>
              <th>By</th>
              <th>Result</th>
              <th>
                <span className="hidden">Roll back</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((entry) => (
              <tr key={entry.id}>
                <td className="no-wrap">
                  <Ago at={entry.deployedAt} suffix=" ago" />
                </td>
                <td className="no-wrap">
                  {entry.commit.url === undefined ? (
                    <code>{entry.commit.short}</code>
                  ) : (
                    <OutLink to={entry.commit.url}>
                      <code>{entry.commit.short}</code>
                    </OutLink>
                  )}
                </td>
                <td>
                  {entry.commit.subject ?? <span className="faint">not read</span>}
                  {entry.commit.author !== undefined && <span className="soft small"> {entry.commit.author}</span>}
                  {entry.message !== undefined && <div className="soft small">{entry.message}</div>}
                </td>
                <td className="no-wrap soft">{entry.by ?? '–'}</td>
                <td>
                  <State of={entry.result} />
                </td>
                <td className="history-act">
                  {entry.current ? (
                    <span className="soft">current</span>
                  ) : (
                    entry.rollback &&
                    rollback !== undefined && (
                      <button
                        type="button"
                        className="button small"
                        disabled={!rollback.allowed}
                        title={rollback.why}
                        onClick={() => setAsked(entry)}
                      >
                        Roll back…
                      </button>
                    )
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rollback?.allowed === false && rollback.why !== undefined && (
        <p className="soft small">{sentence(rollback.why)}</p>
      )}
      <Suspense fallback={null}>
        {asked !== undefined && (
          <ActionQuestion
            id={id}
            ask={{ action: 'rollback', id: asked.id }}
            title={`Roll back to ${asked.commit.short}`}
            onClose={() => setAsked(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
}

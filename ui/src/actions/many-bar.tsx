import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { aboutQuery, type Action, type ActionName, type ManyAccepted, send } from '../api/index.ts';
import { Question } from '../design/dialog.tsx';
import { Problem } from '../design/problem.tsx';
import { actionWords } from './act.ts';
import './actions.css';

/** What may be done with many at once: nothing that deletes. */
const forMany: readonly ActionName[] = ['sync', 'reconcile', 'refresh', 'suspend', 'resume'];

/** What the server takes at once. */
const most = 500;

/** The actions that all of the chosen deliveries have in common. */
export function ManyBar({
  ids,
  onClear,
}: {
  readonly ids: readonly string[];
  readonly onClear: () => void;
}): ReactNode {
  const about = useQuery(aboutQuery);
  const [asked, setAsked] = useState<ActionName>();
  const act = useMutation({
    mutationFn: (action: ActionName) => send<ManyAccepted>('POST', '/actions', { ids, action: { action } as Action }),
    onSuccess: ({ results }) => {
      setAsked(undefined);
      if (results.every(({ error }) => error === undefined)) onClear();
    },
  });
  const kinds = [...new Set(ids.map((id) => id.split('/')[0]))];
  const offered = forMany.filter((name) =>
    kinds.every((kind) => about.data?.kinds.find((other) => other.kind === kind)?.actions.includes(name)),
  );
  const refused = act.data?.results.filter(({ error }) => error !== undefined) ?? [];
  const word = asked === undefined ? '' : actionWords[asked].verb;
  return (
    <div className="many" role="region" aria-label="Chosen deliveries">
      {refused.length > 0 && (
        <div className="many-results">
          {refused.slice(0, 5).map(({ id, error }) => error && <Problem key={id} of={{ ...error, object: id }} />)}
        </div>
      )}
      {act.error !== null && <Problem of={act.error} />}
      <div className="row">
        <strong role="status">{ids.length} chosen</strong>
        <span className="grow" />
        {ids.length > most && <span className="soft">at most {most} at once</span>}
        {offered.map((name) => (
          <button
            key={name}
            type="button"
            className="button"
            disabled={act.isPending || ids.length > most}
            onClick={() => setAsked(name)}
          >
            {actionWords[name].verb}
          </button>
        ))}
        {about.data !== undefined && offered.length === 0 && (
          <span className="soft">They have no action in common</span>
        )}
        <button type="button" className="button quiet" onClick={onClear}>
          Clear
        </button>
      </div>
      {asked !== undefined && (
        <Question
          title={`${word} ${ids.length} ${ids.length === 1 ? 'delivery' : 'deliveries'}`}
          onClose={() => setAsked(undefined)}
          footer={
            <>
              <button type="button" className="button" onClick={() => setAsked(undefined)}>
                Cancel
              </button>
              <button
                type="button"
                className="button primary"
                disabled={act.isPending}
                onClick={() => act.mutate(asked)}
              >
                {word}
              </button>
            </>
          }
        >
          <p className="soft">{actionWords[asked].hint}.</p>
          <ul className="goes mono">
            {ids.map((id) => (
              <li key={id}>{id}</li>
            ))}
          </ul>
        </Question>
      )}
    </div>
  );
}

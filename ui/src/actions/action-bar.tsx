import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import type { Action, ActionName, Delivery } from '../api/index.ts';
import { Icon, sentence } from '../design/index.ts';
import { MenuButton } from '../design/menu.tsx';
import { Problem } from '../design/problem.tsx';
import { actionWords, asking, useAct } from './act.ts';

const ActionQuestion = lazy(async () => ({ default: (await import('./question.tsx')).ActionQuestion }));

/** The actions that stand beside the first; the rest is in the menu. */
const first: readonly ActionName[] = ['sync', 'reconcile-with-source', 'reconcile'];
const beside: readonly ActionName[] = ['terminate', 'refresh', 'resume', 'suspend'];

/** What can be done with a delivery. What makes no sense for it is absent; what is not allowed now says why. */
export function ActionBar(props: {
  readonly id: string;
  readonly delivery: Delivery | undefined;
  /** An action that the address asks for: its question is open. */
  readonly asked: string | undefined;
  readonly onAsk: (action: ActionName | undefined) => void;
}): ReactNode {
  const { id, delivery, asked, onAsk } = props;
  const act = useAct(id);
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (act.data === undefined) return undefined;
    setSaid(act.data.message);
    const timer = setTimeout(() => setSaid(undefined), 6000);
    return () => clearTimeout(timer);
  }, [act.data]);
  const actions = delivery?.actions ?? [];
  const offered = actions.filter(({ action }) => action !== 'rollback');
  const main = first
    .map((name) => offered.find(({ action }) => action === name))
    .find((action) => action !== undefined);
  const seconds = beside
    .map((name) => offered.find(({ action, allowed }) => action === name && (allowed || name === 'refresh')))
    .filter((action) => action !== undefined);
  const rest = offered.filter((action) => action !== main && !seconds.includes(action));
  const start = (name: ActionName): void => {
    if (asking.has(name)) onAsk(name);
    else act.mutate({ action: name } as Action);
  };
  const question = actions.find(({ action, allowed }) => action === asked && allowed)?.action;
  return (
    <div className="actions">
      <div className="actions-row">
        <span className="soft small actions-said" role="status">
          {said !== undefined && sentence(said)}
        </span>
        {seconds.map(({ action, allowed, why }) => (
          <button
            key={action}
            type="button"
            className="button"
            disabled={!allowed || act.isPending}
            title={why ?? actionWords[action].hint}
            onClick={() => start(action)}
          >
            {action === 'terminate' ? 'Stop' : actionWords[action].verb}
          </button>
        ))}
        {main !== undefined && (
          <button
            type="button"
            className="button primary"
            disabled={!main.allowed || act.isPending}
            title={main.why ?? actionWords[main.action].hint}
            onClick={() => start(main.action)}
          >
            {main.action === 'reconcile-with-source' ? 'Reconcile' : actionWords[main.action].verb}
          </button>
        )}
        {rest.length > 0 && (
          <MenuButton
            label="More actions"
            className="button icon"
            choices={rest.map(({ action, allowed, why }) => ({
              id: action,
              text: actionWords[action].verb,
              label: (
                <span title={why}>
                  {actionWords[action].verb}
                  {asking.has(action) && '…'}
                </span>
              ),
              destructive: action === 'delete',
              disabled: !allowed,
              act: () => start(action),
            }))}
          >
            <Icon name="more" />
          </MenuButton>
        )}
      </div>
      {act.error !== null && <Problem of={act.error} />}
      <Suspense fallback={null}>
        {question !== undefined && (
          <ActionQuestion
            id={id}
            ask={
              question === 'delete' ? { action: 'delete', propagation: 'foreground' } : ({ action: question } as Action)
            }
            title={`${actionWords[question].verb} ${id.split('/')[2] ?? ''}`}
            onClose={() => onAsk(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
}

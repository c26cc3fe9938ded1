import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Action, PlannedChange } from '../api/index.ts';
import { sentence, SkeletonLines } from '../design/index.ts';
import { Question } from '../design/dialog.tsx';
import { Problem } from '../design/problem.tsx';
import { actionWords, previewQuery, useAct } from './act.ts';
import { keyOf, PlannedChanges } from './changes.tsx';
import { Options } from './options.tsx';

/** Asks before an action, and shows what it would change; what would be deleted is named. */
export function ActionQuestion(props: {
  readonly id: string;
  readonly ask: Action;
  readonly title: string;
  readonly onClose: () => void;
}): ReactNode {
  const { id, onClose } = props;
  const [ask, setAsk] = useState(props.ask);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const preview = useQuery(previewQuery(id, ask));
  const act = useAct(id);
  const { data } = preview;
  const changes = data?.changes ?? [];
  const isSync = ask.action === 'sync';
  const confirm = (): void => act.mutate(withChosen(ask, changes, left), { onSuccess: onClose });
  const isNothing = isSync && changes.length > 0 && changes.every((change) => left.has(keyOf(change)));
  const footer = (
    <>
      <button type="button" className="button" onClick={onClose}>
        Cancel
      </button>
      <button
        type="button"
        className={`button ${data?.destructive === true ? 'destructive' : 'primary'}`}
        disabled={data === undefined || !data.allowed || act.isPending || isNothing}
        onClick={confirm}
      >
        {verbOf(ask, data?.goes.length ?? 0)}
      </button>
    </>
  );
  return (
    <Question
      title={props.title}
      role={data?.destructive === true ? 'alertdialog' : 'dialog'}
      onClose={onClose}
      footer={footer}
    >
      <Options ask={ask} onChange={setAsk} />
      <div className="preview" aria-live="polite" aria-busy={preview.isFetching}>
        {preview.error !== null && <Problem of={preview.error} />}
        {data === undefined && preview.error === null && (
          <SkeletonLines lines={4} label="What would change is being worked out" />
        )}
        {data !== undefined && (
          <>
            <p>
              <strong>{sentence(data.summary)}</strong>
            </p>
            {data.from !== undefined && data.to !== undefined && data.from.revision !== data.to.revision && (
              <p className="soft">
                <code>{data.from.short}</code> {data.from.subject} → <code>{data.to.short}</code> {data.to.subject}
              </p>
            )}
            {data.problems.map((problem) => (
              <Problem key={problem.message} of={problem} tone={data.allowed ? 'differs' : 'bad'} />
            ))}
            <PlannedChanges
              changes={changes}
              truncated={data.truncated}
              left={isSync ? left : undefined}
              onLeft={(key) =>
                setLeft((old) =>
                  old.has(key) ? new Set([...old].filter((other) => other !== key)) : new Set([...old, key]),
                )
              }
            />
            {data.goes.length > 0 && (
              <section>
                <h3>Would be deleted</h3>
                <ul className="goes mono">
                  {data.goes.map((object) => (
                    <li key={`${object.group}/${object.kind}/${object.namespace}/${object.name}`}>
                      {object.kind} {object.namespace === '' ? '' : `${object.namespace}/`}
                      {object.name}
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
      {act.error !== null && <Problem of={act.error} />}
    </Question>
  );
}

/** A sync of some objects names them; a sync of all does not, so that those that come later belong to it. */
function withChosen(ask: Action, changes: readonly PlannedChange[], left: ReadonlySet<string>): Action {
  if (ask.action !== 'sync' || left.size === 0) return ask;
  return { ...ask, objects: changes.filter((change) => !left.has(keyOf(change))).map(({ object }) => object) };
}

function verbOf(ask: Action, goes: number): string {
  if (ask.action === 'sync' && ask.dryRun === true) return 'Dry run';
  if (ask.action === 'delete') return goes === 0 ? 'Delete' : `Delete with ${goes} object${goes === 1 ? '' : 's'}`;
  return actionWords[ask.action].verb;
}

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { differencesQuery } from '../api/index.ts';
import { Blank, counted, saysOf, SkeletonLines } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';
import { FieldTable, idOfObject, objectText } from '../object/index.ts';

const verbs = {
  none: 'stays',
  create: 'would be created',
  update: 'would change',
  replace: 'would be replaced',
  delete: 'would be deleted',
} as const;

/** What differs between the cluster and Git: each object, each field, and where Git says so. */
export function DifferenceTab({
  id,
  heals,
  onObject,
}: {
  readonly id: string;
  /** Whether what drifts is repaired without being asked. */
  readonly heals: boolean;
  readonly onObject: (id: string) => void;
}): ReactNode {
  const { data, error } = useQuery(differencesQuery(id));
  if (data === undefined) {
    if (error === null) return <SkeletonLines lines={6} label="The comparison is on its way" />;
    return (
      <div className="tab-page">
        <Problem of={error} />
      </div>
    );
  }
  const says = saysOf(id);
  return (
    <div className="tab-page">
      {data.problems.map((problem) => (
        <Problem key={problem.message} of={problem} />
      ))}
      {data.objects.length === 0 && data.problems.length === 0 ? (
        <Blank title="Nothing differs">
          <p className="soft">
            {counted(data.same, 'object')} in the cluster as {says.subject} says.
          </p>
        </Blank>
      ) : data.objects.length === 0 ? null : (
        <p className="soft small">
          {counted(data.objects.length, 'object')} {data.objects.length === 1 ? 'differs' : 'differ'},{' '}
          {data.same.toLocaleString('en')} as {says.subject} says
          {data.truncated > 0 && `, ${data.truncated} more not shown`}
          {id.startsWith('HelmRelease/') &&
            !heals &&
            '. Flux leaves it so until the next upgrade; Force release makes one.'}
        </p>
      )}
      {data.objects.map((difference) => (
        <section key={idOfObject(difference.object)} className="panel difference">
          <h3 className="difference-head">
            <button type="button" className="as-link" onClick={() => onObject(idOfObject(difference.object))}>
              {objectText(difference.object)}
            </button>
            <span className="soft"> {verbs[difference.change]}</span>
          </h3>
          {difference.fields.length > 0 && <FieldTable fields={difference.fields} column={says.column} />}
          {difference.truncated > 0 && (
            <p className="soft small difference-more">and {counted(difference.truncated, 'further field')}</p>
          )}
        </section>
      ))}
    </div>
  );
}

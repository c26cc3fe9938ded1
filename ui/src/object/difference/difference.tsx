import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { differenceQuery, type ObjectKey } from '../../api/index.ts';
import { useNarrow } from '../../app/narrow.ts';
import { Blank, counted, saysOf, SkeletonLines } from '../../design/index.ts';
import { Problem } from '../../design/problem.tsx';
import { diffLines, type DiffRow } from './diff.ts';
import { FieldTable } from './field-table.tsx';
import { foldRows, pairRows, type Run } from './fold.ts';
import { YamlText } from '../manifest/index.ts';

/** How an object differs from what a sync would make of it: the fields, then both texts side by side or as one. */
export function ObjectDifference({
  delivery,
  object,
}: {
  readonly delivery: string;
  readonly object: ObjectKey;
}): ReactNode {
  const { data, error } = useQuery(differenceQuery(delivery, object));
  const narrow = useNarrow();
  const [chosen, setChosen] = useState<'beside' | 'inline'>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const runs = useMemo(() => {
    if (data === undefined) return [];
    const linesOf = (yaml = ''): string[] => (yaml === '' ? [] : yaml.replace(/\n$/, '').split('\n'));
    const rows = diffLines(linesOf(data.live?.yaml), linesOf(data.predicted?.yaml));
    return foldRows(rows, { left: data.live?.noise ?? [], right: data.predicted?.noise ?? [] });
  }, [data]);
  if (data === undefined)
    return error === null ? <SkeletonLines lines={6} label="The comparison is on its way" /> : <Problem of={error} />;
  const says = saysOf(delivery);
  if (data.change === 'none') {
    return (
      <Blank title="Nothing differs">
        <p className="soft">It is in the cluster as {says.subject} says.</p>
      </Blank>
    );
  }
  const mode = chosen ?? (narrow ? 'inline' : 'beside');
  return (
    <div className="object-difference">
      {data.fields.length > 0 && <FieldTable fields={data.fields} column={says.column} />}
      {data.truncated > 0 && <p className="soft small">and {counted(data.truncated, 'further field')}</p>}
      <div className="row">
        <div className="segments" role="group" aria-label="How to compare">
          <button type="button" aria-pressed={mode === 'beside'} onClick={() => setChosen('beside')}>
            Side by side
          </button>
          <button type="button" aria-pressed={mode === 'inline'} onClick={() => setChosen('inline')}>
            Inline
          </button>
        </div>
        <span className="soft small">left: in the cluster, right: after {says.deed}</span>
      </div>
      <div className={`diff mono ${mode}`} tabIndex={0} role="region" aria-label="Difference">
        {runs.map((run, index) => (
          <RunRows
            key={run.kind === 'fold' ? run.key : `rows ${index}`}
            run={run}
            mode={mode}
            open={run.kind === 'rows' || opened.has(run.key)}
            onOpen={(key) => setOpened(new Set([...opened, key]))}
          />
        ))}
      </div>
    </div>
  );
}

function RunRows(props: {
  readonly run: Run;
  readonly mode: 'beside' | 'inline';
  readonly open: boolean;
  readonly onOpen: (key: string) => void;
}): ReactNode {
  const { run, mode } = props;
  if (run.kind === 'fold' && !props.open) {
    return (
      <button type="button" className="diff-fold" onClick={() => props.onOpen(run.key)}>
        {counted(run.rows.length, 'line')}: {run.why}
        {run.differing > 0 && `, ${run.differing} of them differ`}
      </button>
    );
  }
  if (mode === 'inline') {
    return run.rows.map((row) => (
      <div key={`${row.left ?? ''} ${row.right ?? ''}`} className={`diff-row ${row.kind}`}>
        <span className="code-number">{row.left}</span>
        <span className="code-number">{row.right}</span>
        <Side row={row} />
      </div>
    ));
  }
  return pairRows(run.rows).map(({ left, right }) => (
    <Fragment key={`${left?.left ?? ''} ${right?.right ?? ''}`}>
      <div className={`diff-half ${left?.kind ?? 'void'}`}>
        <span className="code-number">{left?.left}</span>
        {left && <Side row={left} />}
      </div>
      <div className={`diff-half right ${right?.kind ?? 'void'}`}>
        <span className="code-number">{right?.right}</span>
        {right && <Side row={right} />}
      </div>
    </Fragment>
  ));
}

function Side({ row }: { readonly row: DiffRow }): ReactNode {
  const sign = row.kind === 'removed' ? '−' : row.kind === 'added' ? '+' : ' ';
  return (
    <>
      <span className="diff-sign">{sign}</span>
      <YamlText line={row.text} />
    </>
  );
}

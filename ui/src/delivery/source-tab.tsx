import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type SourceView, sourcesQuery } from '../api/index.ts';
import { Ago, counted, OutLink, saysOf, SkeletonLines } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';

/** Where a delivery comes from, and every file that its render read: a commit that touches none of them changes nothing. */
export function SourceTab({ id }: { readonly id: string }): ReactNode {
  const { data, error } = useQuery(sourcesQuery(id));
  if (data === undefined) {
    if (error === null) return <SkeletonLines lines={6} label="The source is on its way" />;
    return (
      <div className="tab-page">
        <Problem of={error} />
      </div>
    );
  }
  return (
    <div className="tab-page">
      {data.sources.map((source, index) => (
        <Source key={index} source={source} revision={saysOf(id).revision} />
      ))}
      {data.sources.length === 0 && <p className="soft">It has no source.</p>}
    </div>
  );
}

function Source({ source, revision }: { readonly source: SourceView; readonly revision: string }): ReactNode {
  const { repo, url, path, target, commit, renderer, parameters, files, truncated, objects } = source;
  return (
    <section className="panel source">
      <dl className="facts">
        <dt>Repository</dt>
        <dd>
          <OutLink to={url ?? repo}>{repo}</OutLink>
        </dd>
        {source.object !== undefined && (
          <>
            <dt>Read through</dt>
            <dd className="mono">{source.object}</dd>
          </>
        )}
        {path !== undefined && (
          <>
            <dt>{source.kind === 'helm' ? 'Chart' : 'Folder'}</dt>
            <dd className="mono">{path === '' ? '.' : path}</dd>
          </>
        )}
        {target !== undefined && (
          <>
            <dt>Asks for</dt>
            <dd className="mono">{target}</dd>
          </>
        )}
        {commit !== undefined && (
          <>
            <dt>{revision}</dt>
            <dd>
              <code>{commit.short}</code> {commit.subject}{' '}
              {commit.time !== undefined && (
                <span className="soft">
                  {commit.author} <Ago at={commit.time} suffix=" ago" />
                </span>
              )}
            </dd>
          </>
        )}
        {renderer !== undefined && (
          <>
            <dt>Rendered by</dt>
            <dd>
              {renderer}
              {objects !== undefined && <span className="soft">, {counted(objects, 'object')}</span>}
            </dd>
          </>
        )}
        {parameters.map(({ name, value }) => (
          <div key={name} className="contents">
            <dt className="mono">{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      {[...source.problems, ...source.warnings].map((problem) => (
        <Problem key={problem.message} of={problem} tone={source.problems.includes(problem) ? 'bad' : 'differs'} />
      ))}
      {source.values !== undefined && <Values values={source.values} />}
      {files.length > 0 && (
        <details>
          <summary>
            {counted(files.length + truncated, 'file')} read: what a commit must touch to change this delivery
          </summary>
          <ul className="file-list mono">
            {files.map((file) => (
              <li key={`${file.kind} ${file.path}`}>
                {file.path}
                {file.kind !== 'file' && (
                  <span className="faint"> {file.kind === 'missing' ? 'looked for, absent' : file.kind}</span>
                )}
              </li>
            ))}
            {truncated > 0 && <li className="faint">and {truncated} more</li>}
          </ul>
        </details>
      )}
    </section>
  );
}

/** What a chart is rendered with: what was set and by whom, then the defaults, folded. */
function Values({ values }: { readonly values: NonNullable<SourceView['values']> }): ReactNode {
  const set = values.filter(({ from }) => from !== 'chart');
  const defaults = values.filter(({ from }) => from === 'chart');
  return (
    <>
      {set.length > 0 && <ValueTable values={set} label="Values" />}
      {defaults.length > 0 && (
        <details>
          <summary>{counted(defaults.length, 'value')} as the chart has it by default</summary>
          <ValueTable values={defaults} label="Defaults of the chart" />
        </details>
      )}
    </>
  );
}

function ValueTable({
  values,
  label,
}: {
  readonly values: NonNullable<SourceView['values']>;
  readonly label: string;
}): ReactNode {
  return (
    <div className="field-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="plain-table field-table">
        <thead>
          <tr>
            <th>Value</th>
            <th>Is</th>
            <th>Set by</th>
          </tr>
        </thead>
        <tbody>
          {values.map(({ path, value, from }) => (
            <tr key={path}>
              <td className="mono">{path}</td>
              <td className="mono">{value}</td>
              <td className="soft">{from}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

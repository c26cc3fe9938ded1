import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type SourceView, sourcesQuery } from '../api/index.ts';
import { Ago, counted, OutLink, SkeletonLines } from '../design/index.ts';
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
        <Source key={index} source={source} />
      ))}
      {data.sources.length === 0 && <p className="soft">It has no source.</p>}
    </div>
  );
}

function Source({ source }: { readonly source: SourceView }): ReactNode {
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
            <dt>Commit</dt>
            <dd>
              <code>{commit.short}</code> {commit.subject}{' '}
              <span className="soft">
                {commit.author} <Ago at={commit.time} suffix=" ago" />
              </span>
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

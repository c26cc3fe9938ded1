import type { ReactNode } from 'react';
import { RequestError } from '../api/index.ts';
import { placed } from './placed.ts';
import { sentence } from './text.tsx';

interface Facts {
  readonly message: string;
  readonly object?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly remedy?: string | undefined;
  readonly raw?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Something wrong: one sentence, then object, file and line, what to do about it, and the raw text folded. */
export function Problem({
  of,
  tone = 'bad',
}: {
  readonly of: Facts | Error;
  readonly tone?: 'bad' | 'differs';
}): ReactNode {
  const facts = placed<Facts>(of instanceof RequestError ? of.facts : of);
  const { message, object, file, line, column, remedy, raw, retryAfterSeconds } = facts;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return (
    <div className={`notice ${tone}`}>
      <strong className="problem-message">{sentence(message)}</strong>
      {(object !== undefined || place !== '') && (
        <span className="row wrap">
          {object !== undefined && <code>{object}</code>}
          {place !== '' && <code>{place}</code>}
        </span>
      )}
      {remedy !== undefined && <span>{sentence(remedy)}</span>}
      {retryAfterSeconds !== undefined && <span>Try again in {retryAfterSeconds} s.</span>}
      {raw !== undefined && raw !== message && (
        <details>
          <summary>Raw text</summary>
          <pre>{raw}</pre>
        </details>
      )}
    </div>
  );
}

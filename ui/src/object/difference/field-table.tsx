import type { ReactNode } from 'react';
import type { FieldChange } from '../../api/index.ts';
import { PlaceText } from '../manifest/index.ts';

/** The fields that differ: what runs, what should, and the line that says so. */
export function FieldTable({
  fields,
  column,
}: {
  readonly fields: readonly FieldChange[];
  /** Where the desired values stand. */
  readonly column: string;
}): ReactNode {
  return (
    <div className="field-scroll" tabIndex={0} role="region" aria-label="Fields that differ">
      <table className="plain-table field-table">
        <thead>
          <tr>
            <th>Field</th>
            <th>In the cluster</th>
            <th>{column}</th>
            <th>Written in</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.path} className={field.ignored === true ? 'ignored' : ''}>
              <td className="mono">
                {field.path}
                {field.ignored === true && <span className="soft"> (ignored)</span>}
              </td>
              <td className={field.live === undefined ? 'faint' : 'mono removed'}>{field.live ?? 'absent'}</td>
              <td className={field.desired === undefined ? 'faint' : 'mono added'}>{field.desired ?? 'absent'}</td>
              <td className="small">
                {field.origin === undefined ? <span className="faint">–</span> : <PlaceText place={field.origin} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import type { ReactNode } from 'react';
import { Icon } from '../design/index.ts';
import { groupFields, type ListSearch, sortFields } from './search.ts';

/** How the list is grouped and sorted. */
export function Toolbar(props: {
  readonly search: ListSearch;
  readonly facetsOpen: boolean;
  readonly onChange: (search: ListSearch) => void;
  readonly onFacets: () => void;
}): ReactNode {
  const { search, onChange } = props;
  const { group, sort, order, ...rest } = search;
  const kept = { ...(group && { group }), ...(sort && { sort }), ...(order && { order }) };
  return (
    <div className="toolbar">
      <button type="button" className="button facets-opener" aria-expanded={props.facetsOpen} onClick={props.onFacets}>
        <Icon name="filter" />
        Filters
      </button>
      <label className="choice">
        <span className="soft">Group</span>
        <select
          aria-label="Group"
          value={group ?? ''}
          onChange={({ target }) => {
            const { group: _, ...others } = kept;
            onChange({ ...rest, ...others, ...(target.value === '' ? {} : { group: target.value }) });
          }}
        >
          <option value="">none</option>
          {Object.entries(groupFields).map(([name, word]) => (
            <option key={name} value={name}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label className="choice">
        <span className="soft">Sort</span>
        <select
          aria-label="Sort"
          value={sort ?? 'name'}
          onChange={({ target }) => {
            const { sort: _, order: __, ...others } = kept;
            // The newest change is what people look for.
            const down = target.value === 'changed' ? { order: 'desc' as const } : {};
            onChange({ ...rest, ...others, ...(target.value === 'name' ? {} : { sort: target.value }), ...down });
          }}
        >
          {Object.entries(sortFields).map(([name, word]) => (
            <option key={name} value={name}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button quiet icon"
        aria-label={order === 'desc' ? 'Sorted downwards: turn round' : 'Sorted upwards: turn round'}
        onClick={() => {
          const { order: _, ...others } = kept;
          onChange({ ...rest, ...others, ...(order === 'desc' ? {} : { order: 'desc' as const }) });
        }}
      >
        <span aria-hidden="true">{order === 'desc' ? '↓' : '↑'}</span>
      </button>
    </div>
  );
}

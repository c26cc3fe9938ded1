import type { ReactNode } from 'react';
import type { Action } from '../api/index.ts';

type Sync = Extract<Action, { action: 'sync' }>;

const switches = [
  ['prune', 'Prune', 'delete what Git no longer names'],
  ['dryRun', 'Dry run', 'the cluster checks it, and nothing changes'],
  ['serverSide', 'Server-side apply', 'whatever the Application says'],
  ['replace', 'Replace', 'write objects whole instead of applying'],
  ['force', 'Force', 'delete and create what cannot be changed'],
] as const satisfies readonly (readonly [keyof Sync, string, string])[];

const propagations = [
  ['foreground', 'And its objects', 'waits until they are gone'],
  ['background', 'And its objects, without waiting', 'the cluster goes on deleting'],
  ['orphan', 'Only the delivery', 'its objects stay in the cluster'],
] as const;

/** How an action is to be done, where there is a choice. */
export function Options({
  ask,
  onChange,
}: {
  readonly ask: Action;
  readonly onChange: (ask: Action) => void;
}): ReactNode {
  if (ask.action === 'sync') {
    return (
      <fieldset className="options">
        <legend className="hidden">How</legend>
        <label className="field-inline">
          <span>Revision</span>
          <input
            className="input"
            placeholder="as the delivery says"
            spellCheck={false}
            defaultValue={ask.revision}
            onBlur={({ target }) => onChange(withRevision(ask, target.value.trim()))}
          />
        </label>
        {switches.map(([name, title, hint]) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={ask[name] === true}
              onChange={({ target }) => onChange({ ...ask, [name]: target.checked })}
            />
            <span>
              {title} <span className="soft small">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
    );
  }
  if (ask.action === 'rollback') {
    return (
      <label className="check">
        <input
          type="checkbox"
          checked={ask.prune === true}
          onChange={({ target }) => onChange({ ...ask, prune: target.checked })}
        />
        <span>
          Prune <span className="soft small">delete what that revision does not name</span>
        </span>
      </label>
    );
  }
  if (ask.action === 'delete') {
    return (
      <fieldset className="options">
        <legend className="hidden">What goes</legend>
        {propagations.map(([propagation, title, hint]) => (
          <label key={propagation} className="check">
            <input
              type="radio"
              name="propagation"
              checked={ask.propagation === propagation}
              onChange={() => onChange({ ...ask, propagation })}
            />
            <span>
              {title} <span className="soft small">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
    );
  }
  return null;
}

function withRevision(ask: Sync, revision: string): Sync {
  if (revision !== '') return { ...ask, revision };
  const { revision: _, ...rest } = ask;
  return rest;
}

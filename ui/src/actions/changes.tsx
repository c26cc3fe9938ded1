import type { ReactNode } from 'react';
import type { PlannedChange } from '../api/index.ts';
import { Glyph, type Shape, type Tone } from '../design/index.ts';

const looks: Readonly<
  Record<PlannedChange['change'], { readonly word: string; readonly shape: Shape; readonly tone: Tone }>
> = {
  create: { word: 'create', shape: 'check', tone: 'good' },
  update: { word: 'change', shape: 'diamond', tone: 'differs' },
  replace: { word: 'replace', shape: 'diamond', tone: 'bad' },
  delete: { word: 'delete', shape: 'cross', tone: 'bad' },
  run: { word: 'run', shape: 'turning', tone: 'moving' },
  none: { word: 'stays', shape: 'equal', tone: 'unknown' },
};

/** Names a change in a set. */
export function keyOf({ object }: PlannedChange): string {
  return `${object.group}/${object.kind}/${object.namespace}/${object.name}`;
}

/** What would happen, wave by wave in the order in which it would. With `left`, each can be left out. */
export function PlannedChanges(props: {
  readonly changes: readonly PlannedChange[];
  readonly truncated: number;
  readonly left: ReadonlySet<string> | undefined;
  readonly onLeft: (key: string) => void;
}): ReactNode {
  const { changes, left } = props;
  if (changes.length === 0) return null;
  const waves = Map.groupBy(changes, ({ wave }) => wave);
  return (
    <div className="changes panel">
      {[...waves].map(([wave, inWave]) => (
        <section key={wave}>
          {waves.size > 1 && <h3 className="changes-wave small soft">Wave {wave}</h3>}
          <ul>
            {inWave.map((change) => (
              <ChangeLine key={keyOf(change)} change={change} left={left?.has(keyOf(change))} onLeft={props.onLeft} />
            ))}
          </ul>
        </section>
      ))}
      {props.truncated > 0 && <p className="soft small changes-wave">and {props.truncated} more</p>}
    </div>
  );
}

function ChangeLine(props: {
  readonly change: PlannedChange;
  readonly left: boolean | undefined;
  readonly onLeft: (key: string) => void;
}): ReactNode {
  const { change, left } = props;
  const { object, fields, why } = change;
  const { word, shape, tone } = looks[change.change];
  return (
    <li className={`change ${left === true ? 'left' : ''}`}>
      {left !== undefined && (
        <input
          type="checkbox"
          checked={!left}
          aria-label={`${word} ${object.kind} ${object.name}`}
          onChange={() => props.onLeft(keyOf(change))}
        />
      )}
      <span className="state change-word">
        <Glyph shape={shape} tone={tone} />
        {word}
      </span>
      <span className="cut grow">
        {object.kind} <strong>{object.name}</strong>
        {object.namespace !== '' && <span className="faint"> {object.namespace}</span>}
      </span>
      <span className="soft small cut" title={why}>
        {fields !== undefined && fields > 0 ? `${fields} field${fields === 1 ? '' : 's'}` : why}
      </span>
    </li>
  );
}

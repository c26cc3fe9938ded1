import type { ReactNode } from 'react';
import { Glyph, Icon, lookOf, shortRepository } from '../design/index.ts';
import type { Group } from './lines.ts';

const order = ['Degraded', 'Missing', 'Progressing', 'Unknown', 'Suspended', 'Healthy'];

/** The head of a group: its value, how many it holds, and of which health; folds it at a click. */
export function GroupLine(props: {
  readonly group: Group;
  readonly open: boolean;
  readonly index: number;
  readonly top: number;
  readonly onToggle: (value: string) => void;
}): ReactNode {
  const { group, open } = props;
  const states = order.filter((state) => (group.health[state] ?? 0) > 0);
  return (
    <div
      role="row"
      className="line group-line"
      style={{ transform: `translateY(${props.top}px)` }}
      aria-rowindex={props.index + 2}
    >
      <span role="cell">
        <button type="button" className="group-toggle" aria-expanded={open} onClick={() => props.onToggle(group.value)}>
          <Icon name={open ? 'down' : 'right'} />
          <strong className="cut">{group.value === '' ? 'none' : shortRepository(group.value)}</strong>
          <span className="faint">{group.count.toLocaleString('en')}</span>
          <span className="row group-states">
            {states.map((state) => {
              const { shape, tone, word } = lookOf(state);
              return (
                <span key={state} className="state small soft" title={word}>
                  <Glyph shape={shape} tone={tone} />
                  {group.health[state]?.toLocaleString('en')}
                  <span className="hidden">{word}</span>
                </span>
              );
            })}
          </span>
        </button>
      </span>
    </div>
  );
}

import type { ReactNode } from 'react';
import { Question } from '../design/dialog.tsx';

const keys: readonly (readonly [readonly string[], string])[] = [
  [['Ctrl K'], 'Go to a delivery or an object'],
  [['/'], 'Search the list'],
  [['j', 'k'], 'Next and previous row'],
  [['Enter'], 'Open the row'],
  [['x'], 'Choose the row'],
  [['Esc'], 'Close what is open; clear what is chosen'],
  [['1', '…', '6'], 'The tabs of a delivery'],
  [['↑', '↓', '←', '→'], 'Walk through a tree'],
  [['?'], 'These keys'],
];

/** The keys that the page knows. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  const done = (
    <button type="button" className="button" onClick={onClose}>
      Close
    </button>
  );
  return (
    <Question title="Keys" onClose={onClose} footer={done}>
      <dl className="facts">
        {keys.map(([names, does]) => (
          <div key={does} className="contents">
            <dt className="row">
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Question>
  );
}

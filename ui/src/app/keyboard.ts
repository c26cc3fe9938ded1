import { useEffect, useRef } from 'react';

/** Keys by the name that people read (`/`, `j`, `Enter`, `Ctrl K`), and what each does. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** The name of a pressed key; `Ctrl` stands for the command key of a Mac, too. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>): string {
  const control = event.ctrlKey || event.metaKey ? 'Ctrl ' : '';
  return control + (control !== '' && event.key.length === 1 ? event.key.toUpperCase() : event.key);
}

/** Whether keys without Ctrl belong to what has the focus: text, a menu, a question. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input:not([type=checkbox]), textarea, select, [role=menu], [role=dialog], [role=alertdialog], [role=listbox]',
    ) !== null
  );
}

/** Listens to `keys` as long as the component is there. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey) return;
      const name = keyName(event);
      const act = latest.current[name];
      if (act === undefined || (!name.startsWith('Ctrl ') && isTaken(event.target))) return;
      // A focused link or button has its own Enter.
      if (name === 'Enter' && event.target instanceof Element && event.target.closest('a, button, summary') !== null)
        return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

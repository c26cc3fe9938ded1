import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { aboutQuery, send } from '../api/index.ts';
import { Icon } from '../design/index.ts';
import { useSession } from '../session/index.ts';
import { readTheme, type Theme, wearTheme } from './theme.ts';

const themes: readonly (readonly [Theme, string])[] = [
  ['auto', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** Who is signed in, with what belongs to them: the theme, the keys, the way out. */
export function Person({ onKeys }: { readonly onKeys: () => void }): ReactNode {
  const session = useSession();
  const about = useQuery(aboutQuery);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [theme, setTheme] = useState(readTheme);
  const around = useRef<HTMLDivElement>(null);
  const signOut = useMutation({
    mutationFn: () => send('DELETE', '/session'),
    onSuccess: () => location.assign('/'),
    onError: () => client.invalidateQueries({ queryKey: ['session'] }),
  });
  useEffect(() => {
    if (!open) return undefined;
    const leave = (event: Event): void => {
      const inside = event.target instanceof Node && around.current?.contains(event.target) === true;
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !inside) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('keydown', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('keydown', leave);
    };
  }, [open]);
  return (
    <div className="person" ref={around}>
      <button
        type="button"
        className="button quiet"
        aria-expanded={open}
        aria-label={`${session.username}: theme, keys, sign out`}
        onClick={() => setOpen(!open)}
      >
        <Icon name="person" />
        <span className="person-name">{session.username}</span>
      </button>
      {open && (
        <div className="person-sheet">
          <p>
            <strong>{session.username}</strong>
            <br />
            <span className="soft">
              {session.access === 'admin' ? 'May see and change everything' : 'May look, not change'}
            </span>
          </p>
          <div className="segments" role="group" aria-label="Theme">
            {themes.map(([name, word]) => (
              <button
                key={name}
                type="button"
                aria-pressed={theme === name}
                onClick={() => {
                  wearTheme(name);
                  setTheme(name);
                }}
              >
                {word}
              </button>
            ))}
          </div>
          <button
            type="button"
            className="button quiet wide"
            onClick={() => {
              setOpen(false);
              onKeys();
            }}
          >
            Keys <kbd>?</kbd>
          </button>
          <button
            type="button"
            className="button quiet wide"
            disabled={signOut.isPending}
            onClick={() => signOut.mutate()}
          >
            Sign out
          </button>
          <p className="faint small">Slipway {about.data?.version}</p>
        </div>
      )}
    </div>
  );
}

import { Link, Outlet } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Icon } from '../design/index.ts';
import { Mark } from '../design/mark.tsx';
import { SessionContext, SessionGate } from '../session/index.ts';
import { LiveProvider } from '../stream/index.ts';
import { ConnectionState } from './connection.tsx';
import { useKeys } from './keyboard.ts';
import { Person } from './person.tsx';

const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }));
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }));

/** What is around every screen: the bar above, the palette and the help on the keys. */
export function Shell(): ReactNode {
  return (
    <SessionGate>
      {(session) => (
        <SessionContext value={session}>
          <LiveProvider>
            <Frame />
          </LiveProvider>
        </SessionContext>
      )}
    </SessionGate>
  );
}

function Frame(): ReactNode {
  const [over, setOver] = useState<'palette' | 'keys'>();
  const close = (): void => setOver(undefined);
  useKeys({ 'Ctrl K': () => setOver('palette'), '?': () => setOver('keys') });
  return (
    <div className="frame">
      <a className="skip" href="#screen">
        Skip to the content
      </a>
      <header className="bar">
        <Link to="/" className="bar-home" search={{}}>
          <Mark />
          <span>Slipway</span>
        </Link>
        <button type="button" className="bar-search" onClick={() => setOver('palette')} aria-keyshortcuts="Control+K">
          <Icon name="search" />
          <span className="grow cut">Go to a delivery or an object</span>
          <kbd>Ctrl K</kbd>
        </button>
        <span className="grow" />
        <ConnectionState />
        <Person onKeys={() => setOver('keys')} />
      </header>
      <div id="screen" className="screen" tabIndex={-1}>
        <Outlet />
      </div>
      <Suspense fallback={null}>
        {over === 'palette' && <Palette onClose={close} />}
        {over === 'keys' && <KeyHelp onClose={close} />}
      </Suspense>
    </div>
  );
}

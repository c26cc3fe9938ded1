import { createContext, useContext } from 'react';
import type { Session } from '../api/index.ts';

/** What someone may do. */
export type Ability = Session['access'];

/** Who is signed in. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in, below the gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession is for what stands behind the gate');
  return session;
}

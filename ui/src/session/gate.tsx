import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { RequestError, type Session, sessionQuery } from '../api/index.ts';
import { Blank } from '../design/index.ts';
import { Problem } from '../design/problem.tsx';
import { SignIn } from './sign-in.tsx';

/** Shows its children to those who are signed in, and the way in to all others. */
export function SessionGate(props: { readonly children: (session: Session) => ReactNode }): ReactNode {
  const { data, error, refetch } = useQuery(sessionQuery);
  if (error !== null && (data === undefined || isSignedOut(error))) {
    if (isSignedOut(error)) return <SignIn why={data === undefined ? undefined : 'Your session has ended.'} />;
    return (
      <Blank title="Slipway cannot be reached">
        <Problem of={error} />
        <button className="button" type="button" onClick={() => void refetch()}>
          Try again
        </button>
      </Blank>
    );
  }
  if (data === undefined) return null;
  return props.children(data);
}

function isSignedOut(error: Error): boolean {
  return error instanceof RequestError && error.code === 'not-signed-in';
}

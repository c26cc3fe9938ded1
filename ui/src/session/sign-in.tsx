import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { RequestError, send, type Session, sessionQuery } from '../api/index.ts';
import { Problem } from '../design/problem.tsx';
import { Mark } from '../design/mark.tsx';

/** The way in: a name and a password. Stays in place of the screen that was asked for, which follows. */
export function SignIn({ why }: { readonly why?: string | undefined }): ReactNode {
  const client = useQueryClient();
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => send<Session>('POST', '/session', { username, password }),
    onSuccess: (session) => {
      // What somebody else has seen here before is not for this one.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      client.setQueryData(sessionQuery.queryKey, session);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  const { error } = signIn;
  const wrong = error instanceof RequestError && error.code === 'wrong-credentials';
  return (
    <main className="sign-in">
      <form className="sign-in-form" onSubmit={submit}>
        <h1 className="sign-in-title">
          <Mark size={22} />
          Slipway
        </h1>
        {why !== undefined && <p className="soft">{why}</p>}
        <div className="field">
          <label htmlFor="username">Name</label>
          <input
            id="username"
            className="input"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={32}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="password">Password</label>
          <input
            id="password"
            className="input"
            type="password"
            autoComplete="current-password"
            required
            maxLength={128}
            autoFocus
            aria-invalid={wrong}
            aria-describedby="sign-in-result"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </div>
        <button className="button primary" type="submit" disabled={signIn.isPending || password === ''}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </button>
        <div id="sign-in-result" className="sign-in-result" role="alert">
          {error !== null && <Problem of={error} />}
        </div>
        <details className="soft">
          <summary>Where is the first password?</summary>
          <p>
            <code>npm start</code> prints it. On a cluster:
          </p>
          <pre className="sign-in-hint">
            kubectl -n argocd get secret argocd-initial-admin-secret -o jsonpath={'{.data.password}'} | base64 -d
          </pre>
        </details>
      </form>
    </main>
  );
}

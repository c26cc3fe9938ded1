import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RequestError } from './api/index.ts';
import { router } from './app/router.tsx';
import { readTheme, wearTheme } from './app/theme.ts';
import './styles.css';

wearTheme(readTheme());

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The event stream says what changed: nothing is read anew by itself.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        count < 2 && error instanceof RequestError && ['offline', 'not-ready'].includes(error.code),
      retryDelay: (attempt) => 500 * 2 ** attempt,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
// Whichever request finds that the session has ended: the gate asks again, and shows the way in.
client.getQueryCache().subscribe(({ query }) => {
  const { error } = query.state;
  if (query.queryKey[0] === 'session' || !(error instanceof RequestError) || error.code !== 'not-signed-in') return;
  if (client.getQueryState(['session'])?.fetchStatus === 'idle' && client.getQueryState(['session'])?.error === null) {
    void client.invalidateQueries({ queryKey: ['session'] });
  }
});

const place = document.getElementById('page');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { applyMessages } from './apply.ts';
import { browserPorts, type Connection, LiveStream } from './live.ts';

interface Live {
  readonly connection: Connection;
  readonly watch: (id: string | undefined) => void;
  readonly retry: () => void;
}

const LiveContext = createContext<Live>({
  connection: { state: 'connecting' },
  watch: () => undefined,
  retry: () => undefined,
});

/** Keeps what the page has read current while someone is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' });
  const stream = useRef<LiveStream | undefined>(undefined);
  stream.current ??= new LiveStream(browserPorts, applyMessages(client, 1000), setConnection);
  useEffect(() => {
    const live = stream.current;
    live?.open();
    const lose = (): void => live?.lose();
    const retry = (): void => live?.retry();
    window.addEventListener('offline', lose);
    window.addEventListener('online', retry);
    return () => {
      window.removeEventListener('offline', lose);
      window.removeEventListener('online', retry);
      live?.close();
    };
  }, []);
  const lost = connection.state === 'lost';
  const wasLost = useRef(false);
  useEffect(() => {
    // What was asked for during the loss failed: it is asked again, and a session that ended meanwhile is noticed.
    if (wasLost.current && !lost) void client.invalidateQueries();
    wasLost.current = lost;
  }, [lost, client]);
  const live = useMemo(
    () => ({
      connection,
      watch: (id: string | undefined) => stream.current?.watch(id),
      retry: () => stream.current?.retry(),
    }),
    [connection],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The state of the connection, and ways to use it. */
export function useLive(): Live {
  return useContext(LiveContext);
}

/** Watches a delivery as long as the component is there. */
export function useWatch(id: string): void {
  const { watch } = useLive();
  const latest = useRef(watch);
  latest.current = watch;
  useEffect(() => {
    latest.current(id);
    return () => latest.current(undefined);
  }, [id]);
}

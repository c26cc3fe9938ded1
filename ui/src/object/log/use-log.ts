import { useEffect, useState } from 'react';
import { addressOf, deliveryPath, lines, type LogLine } from '../../api/index.ts';
import { emptyLog, type LogState, withLines } from './log-buffer.ts';

/** Which log is read. */
export interface LogAsk {
  readonly delivery: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string | undefined;
  readonly previous: boolean;
  readonly follow: boolean;
  /** How many lines of the past. */
  readonly tail: number;
  /** How far into the past; undefined: as far as it goes. */
  readonly sinceSeconds: number | undefined;
}

/** Reads a log as long as the component is there. Lines that come together are shown together, once a frame. */
export function useLog(ask: LogAsk): LogState & { readonly error: Error | undefined } {
  const { delivery, namespace, pod, container, previous, follow, tail, sinceSeconds } = ask;
  const [log, setLog] = useState(emptyLog);
  const [error, setError] = useState<Error>();
  useEffect(() => {
    const stop = new AbortController();
    let waiting: LogLine[] = [];
    let frame = 0;
    const show = (): void => {
      frame = 0;
      const more = waiting;
      waiting = [];
      setLog((old) => withLines(old, more));
    };
    const read = async (): Promise<void> => {
      const address = addressOf(`${deliveryPath(delivery)}/logs`, {
        namespace,
        pod,
        container,
        previous,
        follow,
        tail,
        sinceSeconds,
      });
      for await (const line of lines(address, stop.signal)) {
        if (line === '') continue;
        waiting.push(JSON.parse(line) as LogLine);
        if (frame === 0) frame = requestAnimationFrame(show);
      }
    };
    setLog(emptyLog);
    setError(undefined);
    read().catch((cause: unknown) => {
      if (!stop.signal.aborted) setError(cause instanceof Error ? cause : new Error(String(cause)));
    });
    return () => {
      stop.abort();
      cancelAnimationFrame(frame);
    };
  }, [delivery, namespace, pod, container, previous, follow, tail, sinceSeconds]);
  return { ...log, error };
}

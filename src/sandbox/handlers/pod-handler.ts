import type { Duplex, Readable, Writable } from 'node:stream';
import type { KubeObject } from '../../base/index.ts';

/** A line that a container has written. */
export interface LogLine {
  /** When, in ms. */
  readonly time: number;
  /** Without its line break. */
  readonly text: string;
}

/** A container of a pod. */
export interface ContainerTarget {
  readonly pod: KubeObject;
  readonly container: string;
}

/** What connects a client with a process. */
export interface ProcessStreams {
  /** Undefined where the client sends nothing. */
  readonly stdin: Readable | undefined;
  readonly stdout: Writable;
  /** With a terminal, the same as `stdout`. */
  readonly stderr: Writable;
  /** Whether the client wants a terminal. */
  readonly tty: boolean;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

/**
 * What stands behind simulated pods that are more than simulated. What a handler does not have is answered as for any other pod: logs
 * are made up, the rest is refused.
 */
export interface PodHandler {
  /**
   * What a container has written so far, the oldest line first, and with `follow` what it writes until the signal aborts. Which of it
   * the client wants is sorted out by the caller.
   */
  logs?(target: ContainerTarget, follow: boolean, signal: AbortSignal): AsyncIterable<LogLine>;
  /** Runs a command; gives its exit code. What it throws is told to the client. */
  exec?(target: ContainerTarget, command: readonly string[], streams: ProcessStreams): Promise<number>;
  /** Attaches to what runs, until it ends or the client goes. */
  attach?(target: ContainerTarget, streams: ProcessStreams): Promise<void>;
  /** Opens a connection to a port of the pod. What it throws is told to the client. */
  connect?(pod: KubeObject, port: number): Promise<Duplex>;
}

/** The handlers of a cluster's pods. */
export class PodHandlers {
  readonly #attached: { readonly matches: (pod: KubeObject) => boolean; readonly handler: PodHandler }[] = [];

  /** Lets `handler` stand behind the pods that match, also those to come; returns the way to end that. */
  attach(matches: (pod: KubeObject) => boolean, handler: PodHandler): () => void {
    const entry = { matches, handler };
    this.#attached.push(entry);
    return () => {
      const at = this.#attached.indexOf(entry);
      if (at >= 0) this.#attached.splice(at, 1);
    };
  }

  /** The handler that was attached first among those for a pod which can do `what`. */
  of<Ability extends keyof PodHandler>(
    pod: KubeObject,
    what: Ability,
  ): (PodHandler & Required<Pick<PodHandler, Ability>>) | undefined {
    const found = this.#attached.find(({ matches, handler }) => handler[what] !== undefined && matches(pod));
    return found?.handler as (PodHandler & Required<Pick<PodHandler, Ability>>) | undefined;
  }
}

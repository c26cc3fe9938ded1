import type { JsonObject } from '../../base/index.ts';
import { ApiError } from '../machinery/api-error.ts';
import { type Watch, watchObjects, type WatchEvent } from '../machinery/watch.ts';
import type { ApiRequest } from './api-request.ts';
import { readWatchOptions, refuseBadVersion } from './list-options.ts';
import { renderingOf } from './resource-handlers.ts';
import { type Rendering, renderObject, renderText } from './render.ts';

/** How often a watch that wants bookmarks gets one. */
const bookmarkMs = 60_000;
/** How long a watch lasts at least where the client does not say; up to twice as long, as apiserver's --min-request-timeout. */
const defaultTimeoutMs = 30 * 60_000;
/** A client that lets so many bytes pile up is cut off: it lists anew. */
const backlogLimit = 64 * 1024 * 1024;

/** `GET` with `watch`: streams what happens, one JSON object a line, until the client goes or the time is up. */
export function watchResource(request: ApiRequest): Promise<void> {
  const { cluster, response, closing } = request;
  const rendering = renderingOf(request);
  const { options, timeoutSeconds } = readWatchOptions(request);
  refuseBadVersion(options.resourceVersion);
  const timeoutMs = timeoutSeconds > 0 ? timeoutSeconds * 1000 : defaultTimeoutMs * (1 + cluster.random.float());

  return new Promise((resolve) => {
    let watch: Watch | undefined;
    let columnsSent = false;
    let ended = false;
    const cancels: (() => void)[] = [];

    const end = (): void => {
      if (ended) return;
      ended = true;
      watch?.stop();
      for (const cancel of cancels) cancel();
      closing.removeEventListener('abort', end);
      response.off('close', end);
      response.end();
      resolve();
    };
    const write = (type: string, text: string): void => {
      if (ended) return;
      response.write(`{"type":"${type}","object":${text}}\n`);
      if (response.writableLength > backlogLimit) {
        cluster.logger.warn('cut off a watch that does not read', { resource: request.served.type.plural });
        response.destroy();
        end();
      }
    };
    const notify = (event: WatchEvent): void => {
      const shown =
        event.kind === 'BOOKMARK' ? bookmark(event.resourceVersion, event.initialEventsEnd, rendering) : undefined;
      if (rendering.accepted.as === 'table') {
        const table = shown ?? (event.kind === 'BOOKMARK' ? {} : renderObject(event.object, rendering));
        write(event.kind, tableText(table, columnsSent));
        columnsSent = true;
      } else if (event.kind === 'BOOKMARK') {
        write(event.kind, JSON.stringify(shown));
      } else {
        write(event.kind, renderText(event.object, rendering));
      }
    };
    const sendBookmark = (): void => {
      if (watch === undefined || !options.allowBookmarks) return;
      notify({ kind: 'BOOKMARK', resourceVersion: watch.resourceVersion, initialEventsEnd: false });
    };
    const bookmarkLater = (): void => {
      cancels[0] = cluster.clock.after(bookmarkMs, () => {
        sendBookmark();
        bookmarkLater();
      });
    };

    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache, private',
      'Transfer-Encoding': 'chunked',
    });
    response.flushHeaders();
    closing.addEventListener('abort', end, { once: true });
    response.once('close', end);
    response.once('close', end);
    bookmarkLater();
    cancels.push(
      cluster.clock.after(timeoutMs, () => {
        sendBookmark();
        end();
      }),
    );
    // One system call for all that is there already, instead of one an object.
    response.cork();
    try {
      watch = watchObjects(cluster, request.served.type, options, notify);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The stream has begun: the error is its last event, as from apiserver's watch cache.
      write('ERROR', JSON.stringify(error.toStatus()));
      response.uncork();
      end();
      return;
    }
    response.uncork();
    if (closing.aborted || response.destroyed) end();
  });
}

/** Only the first table of a stream names its columns. */
function tableText(table: JsonObject, columnsSent: boolean): string {
  return JSON.stringify(columnsSent ? { ...table, columnDefinitions: null } : table);
}

function bookmark(resourceVersion: number, initialEventsEnd: boolean, rendering: Rendering): JsonObject {
  const { served, accepted } = rendering;
  const metadata: JsonObject = { resourceVersion: String(resourceVersion) };
  if (initialEventsEnd) metadata['annotations'] = { 'k8s.io/initial-events-end': 'true' };
  if (accepted.as === 'metadata') {
    return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
  }
  const object = { ...served.type.codec.zero(served.version), metadata };
  if (accepted.as === 'object') return object;
  // A table's bookmark is a row of an object of which nothing is set.
  return rendering.printer.table([object], rendering.includeObject, { resourceVersion: String(resourceVersion) });
}

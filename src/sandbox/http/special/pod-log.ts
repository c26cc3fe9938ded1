import { type KubeObject, textAt } from '../../../base/index.ts';
import type { PodHandlers } from '../../handlers/index.ts';
import {
  type ContainerRun,
  type LogSelection,
  LogWriter,
  nextLineAfter,
  runOf,
  simulatedLines,
} from '../../logs/index.ts';
import { badRequest, invalidObject } from '../../machinery/api-error.ts';
import { type FieldError, forbiddenField, invalid } from '../../machinery/field-error.ts';
import { objectKey } from '../../machinery/resource-type.ts';
import type { ApiRequest } from '../api-request.ts';
import type { SpecialHandler } from '../served-cluster.ts';
import { containerOf } from './pod-target.ts';

/** A client that lets so many bytes pile up is cut off. */
const backlogLimit = 16 * 1024 * 1024;

/**
 * `GET pods/NAME/log` as apiserver and kubelet answer it: what a handler says, else what the pod's simulated process has written. Throws
 * ApiError 400, 404 or 422 (kubernetes 1.36, registry/core/pod/rest/log.go).
 */
export function podLogHandler(handlers: PodHandlers): SpecialHandler {
  return async (request) => {
    const selection = readSelection(request);
    const target = containerOf(request);
    const { pod, container } = target;
    if (textAt(pod, 'spec', 'nodeName') === '') {
      // Nobody runs it yet.
      request.response.writeHead(204, { 'Cache-Control': 'no-cache, private' }).end();
      return;
    }
    const handler = handlers.of(pod, 'logs');
    if (handler !== undefined && !selection.previous) {
      await stream(request, selection, async (writer, signal) => {
        const lines = handler.logs(target, selection.follow, signal);
        await relay(lines, writer, selection);
      });
      return;
    }
    const run = runOf(pod, container, selection.previous);
    if (typeof run === 'string') throw badRequest(run);
    await stream(request, selection, async (writer, signal) => {
      const now = request.cluster.clock.now();
      const uid = pod.metadata.uid ?? '';
      writer.past(simulatedLines(run, uid, now));
      if (selection.follow && run.ended === undefined) await followRun(request, pod, run, now, writer, signal);
    });
  };
}

/** Begins the answer, lets `write` give the log, and ends it; the signal aborts when nobody wants more. */
async function stream(
  request: ApiRequest,
  selection: LogSelection,
  write: (writer: LogWriter, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { response, closing } = request;
  const gone = new AbortController();
  const end = (): void => gone.abort();
  response.once('close', end);
  closing.addEventListener('abort', end, { once: true });
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  const writer: LogWriter = new LogWriter(selection, (text) => {
    response.write(text);
    if (writer.full) end();
    if (selection.follow && response.writableLength > backlogLimit) response.destroy();
  });
  try {
    // What has been written already goes in one piece.
    response.cork();
    process.nextTick(() => response.uncork());
    await write(writer, gone.signal);
  } finally {
    // What is still held back when an answer ends would be lost.
    while (response.writableCorked > 0) response.uncork();
    closing.removeEventListener('abort', end);
    response.off('close', end);
    response.end();
  }
}

/** Writes what a handler gives. Without `follow` all of it is past; with it, lines pass as they come. */
async function relay(
  lines: AsyncIterable<{ readonly time: number; readonly text: string }>,
  writer: LogWriter,
  selection: LogSelection,
): Promise<void> {
  if (!selection.follow) {
    const past = [];
    for await (const line of lines) past.push(line);
    writer.past(past);
    return;
  }
  const iterator = lines[Symbol.asyncIterator]();
  let next = iterator.next();
  const past = [];
  // What is there already comes without waiting for anything.
  for (;;) {
    const first = await Promise.race([next, new Promise<undefined>((resolve) => setImmediate(resolve, undefined))]);
    if (first === undefined || first.done === true) break;
    past.push(first.value);
    next = iterator.next();
  }
  writer.past(past);
  for (let line = await next; line.done !== true; line = await iterator.next()) {
    writer.live(line.value);
    if (writer.full) break;
  }
}

/** Writes each line as it falls due, until the run ends, its pod goes or the signal aborts. */
function followRun(
  request: ApiRequest,
  pod: KubeObject,
  run: ContainerRun,
  from: number,
  writer: LogWriter,
  signal: AbortSignal,
): Promise<void> {
  const { cluster, served, info } = request;
  const uid = pod.metadata.uid ?? '';
  const key = objectKey(served.type, info.namespace, info.name);
  return new Promise((resolve) => {
    let written = from;
    let cancel = (): void => undefined;
    const end = (): void => {
      cancel();
      tail?.stop();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const writeUntil = (now: number, present: ContainerRun): void => {
      for (const line of simulatedLines(present, uid, now)) if (line.time > written) writer.live(line);
      written = now;
    };
    const wait = (): void => {
      const { clock } = cluster;
      cancel = clock.after(Math.max(1, nextLineAfter(run, uid, written) - clock.now()), () => {
        writeUntil(Math.max(clock.now(), written), run);
        if (!signal.aborted) wait();
      });
    };
    const tail = cluster.storage.tail(key, cluster.storage.resourceVersion, (change) => {
      if (change.key !== key) return;
      const now = runOf(change.object, run.container, false);
      if (
        change.kind !== 'delete' &&
        typeof now !== 'string' &&
        now.ended === undefined &&
        now.restarts === run.restarts
      ) {
        return;
      }
      // The last words of a run are those of its end; times of statuses are whole seconds, so they may seem to lie in the past.
      if (typeof now !== 'string' && now.ended !== undefined) {
        writeUntil(now.ended.at, { ...now, ended: undefined });
        for (const line of simulatedLines(now, uid, Number.POSITIVE_INFINITY)) {
          if (line.time === now.ended.at) writer.live({ ...line, time: Math.max(line.time, from) });
        }
      }
      end();
    });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    else wait();
  });
}

/** The options of the query. Throws ApiError 400 for what cannot be read and 422 for what makes no sense. */
function readSelection(request: ApiRequest): LogSelection {
  const { query, cluster } = request;
  const tailLines = readNumber(query, 'tailLines');
  const limitBytes = readNumber(query, 'limitBytes');
  const sinceSeconds = readNumber(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime') ?? '';
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(invalid('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTime !== '') {
    errors.push(forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, request.info.name, errors);
  const since = sinceSeconds === undefined ? readTime(sinceTime) : cluster.clock.now() - sinceSeconds * 1000;
  return {
    previous: isTrue(query.get('previous')),
    follow: isTrue(query.get('follow')),
    timestamps: isTrue(query.get('timestamps')),
    tailLines,
    since,
    limitBytes,
  };
}

function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  if (/^[-+]?\d{1,15}$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function readTime(text: string): number | undefined {
  if (text === '') return undefined;
  const time = Date.parse(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && !Number.isNaN(time)) return time;
  throw badRequest(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse`);
}

function isTrue(text: string | null): boolean {
  return text !== null && text !== 'false' && text !== '0';
}

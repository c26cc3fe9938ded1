import { createHash } from 'node:crypto';
import type { LogLine } from '../handlers/index.ts';
import type { ContainerRun } from './container-run.ts';

/** How often a running container writes a line. */
const periodMs = 15_000;
/** As many lines of a run are kept as kubelet's rotated files would hold of lines like these. */
const keptLines = 20_000;
/** Lines of which a run consists besides those now and then: its start. */
const startLines = 2;

/**
 * What a simulated container has written until `now`, the oldest line first. The lines follow from the run alone: they need no
 * memory, and a sandbox that was restarted writes them again.
 */
export function* simulatedLines(run: ContainerRun, uid: string, now: number): Generator<LogLine> {
  const until = Math.min(now, run.ended?.at ?? now);
  const count = Math.max(0, Math.floor((until - run.startedAt) / periodMs));
  if (count < keptLines) yield* beginning(run, until);
  for (let index = Math.max(1, count - keptLines); index <= count; index += 1) {
    const line = routine(run, uid, index);
    if (line.time <= until) yield line;
  }
  if (run.ended !== undefined && run.ended.at <= now) yield* ending(run, run.ended);
}

/** When the run writes next, if nothing happens to it. */
export function nextLineAfter(run: ContainerRun, uid: string, now: number): number {
  const first = beginning(run, Number.POSITIVE_INFINITY).find((line) => line.time > now);
  if (first !== undefined) return first.time;
  for (let index = Math.max(1, Math.floor((now - run.startedAt) / periodMs)); ; index += 1) {
    const { time } = routine(run, uid, index);
    if (time > now) return time;
  }
}

function beginning(run: ContainerRun, until: number): LogLine[] {
  const again = run.restarts === 0 ? '' : `, restart ${run.restarts}`;
  const lines = [
    { time: run.startedAt, text: `level=info msg="starting ${run.container}" image=${run.image}${again}` },
    { time: run.startedAt + 8, text: 'level=info msg="configuration loaded"' },
  ].slice(0, startLines);
  if (run.ended === undefined) lines.push({ time: run.startedAt + 15, text: 'level=info msg="ready"' });
  // What a container wrote in its last moments it wrote before it ended.
  const end = run.ended?.at ?? Number.POSITIVE_INFINITY;
  return lines.map((line) => ({ ...line, time: Math.min(line.time, end) })).filter((line) => line.time <= until);
}

function routine(run: ContainerRun, uid: string, index: number): LogLine {
  const drawn = createHash('sha256').update(`${uid}/${run.container}/${run.restarts}/${index}`).digest();
  const time = run.startedAt + index * periodMs + (drawn.readUInt16BE(0) % 4000);
  const handled = 20 + (drawn.readUInt16BE(2) % 200);
  const slowest = 5 + (drawn.readUInt16BE(4) % 90);
  return { time, text: `level=info msg="handled requests" count=${handled} errors=0 slowest=${slowest}ms` };
}

function ending(run: ContainerRun, { at, exitCode, reason }: NonNullable<ContainerRun['ended']>): LogLine[] {
  if (exitCode === 0) return [{ time: at, text: `level=info msg="${run.container} has finished"` }];
  // Who is killed for its memory has no time to say so.
  if (reason === 'OOMKilled') return [];
  if (exitCode === 137) return [{ time: at, text: 'level=info msg="shutting down"' }];
  return [{ time: at, text: `level=fatal msg="${run.container} has failed: simulated" code=${exitCode}` }];
}

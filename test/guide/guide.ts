import { messageOf } from '../../src/base/index.ts';
import { findPrograms, type Programs } from './clients/programs.ts';
import { type Line, readLines } from './lines.ts';
import { type Row, systems } from './rows.ts';
import { startWorld, type World } from './world/world.ts';

/** What became of a line of the guide. */
export type Result =
  | { readonly kind: 'works'; readonly ms: number }
  | { readonly kind: 'fails'; readonly ms: number; readonly message: string }
  /** A client of the row is absent. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Slipway has not got what the row needs. */
  | { readonly kind: 'not yet'; readonly waitsFor: string };

/** The results of a run, by the ids of the rows. */
export type Results = ReadonlyMap<string, Result>;

/** How the guide is run. */
export interface GuideOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Only the rows whose id this is true of; the others are not among the results. */
  readonly chosen?: (id: string) => boolean;
  /** Also runs the rows that are not expected to work yet and can be tried. */
  readonly everything?: boolean;
  /** A cluster to run on instead of the sandbox. */
  readonly kubeconfig?: string | undefined;
  /** Told of each row as it ends. */
  readonly ended?: (line: Line, result: Result) => void;
}

/** How many rows run at a time, each on a cluster of its own. */
const lanes = 2;

/** Runs every row of the guide that can be run, on clusters with our controllers. Throws where they do not start. */
export async function runGuide(options: GuideOptions): Promise<Results> {
  const programs = findPrograms(options.env);
  const results = new Map<string, Result>();
  const end = (line: Line, result: Result): void => {
    results.set(line.id, result);
    options.ended?.(line, result);
  };
  const waiting: Line[] = [];
  for (const line of readLines()) {
    if (options.chosen?.(line.id) === false) continue;
    const early = withoutRun(rowOf(line.id), programs, options.everything === true);
    if (early === undefined) waiting.push(line);
    else end(line, early);
  }
  const lane = async (): Promise<void> => {
    if (waiting.length === 0) return;
    await using world = await startWorld({ programs, kubeconfig: options.kubeconfig });
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift())
      end(line, await runRow(world, line.id));
  };
  // A cluster of somebody's is one.
  await Promise.all(Array.from({ length: options.kubeconfig === undefined ? lanes : 1 }, lane));
  return results;
}

/** What is known of a line. Throws where nothing is. */
export function rowOf(id: string): Row {
  const row = systems.find(({ rows }) => rows[id] !== undefined)?.rows[id];
  if (row === undefined) throw new Error(`the guide's line ${id} is of no system`);
  return row;
}

/** The result of a row that is not run. */
function withoutRun(row: Row, programs: Programs, everything: boolean): Result | undefined {
  if (row.waitsFor !== undefined && !(everything && row.case !== undefined))
    return { kind: 'not yet', waitsFor: row.waitsFor };
  for (const client of row.case?.clients ?? []) {
    const program = programs[client];
    if (program.kind === 'absent') return { kind: 'skipped', reason: program.reason };
  }
  return undefined;
}

async function runRow(world: World, id: string): Promise<Result> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    const row = rowOf(id);
    if (row.case === undefined) throw new Error(`nobody wrote how ${id} is seen`);
    await using site = await world.site(id);
    await row.case.run(site);
    return { kind: 'works', ms: took() };
  } catch (error) {
    return { kind: 'fails', ms: took(), message: error instanceof Error ? (error.stack ?? '') : messageOf(error) };
  }
}

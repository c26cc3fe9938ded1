import type { NoiseRange } from '../../api/index.ts';
import type { DiffRow } from './diff.ts';

/** A run of rows: shown, or folded to one line that says what and how many. */
export type Run =
  | { readonly kind: 'rows'; readonly rows: readonly DiffRow[] }
  | {
      readonly kind: 'fold';
      readonly key: string;
      readonly why: string;
      readonly rows: readonly DiffRow[];
      readonly differing: number;
    };

/** So many equal lines stay around a difference. */
const context = 3;

const names: Readonly<Record<NoiseRange['why'], string>> = {
  managedFields: 'managed fields',
  status: 'status',
  default: 'defaults of the API server',
  server: 'set by the API server',
};

/** Folds what says nothing of the difference: noise, also where it differs, and long runs of equal lines. */
export function foldRows(
  rows: readonly DiffRow[],
  noise: { readonly left: readonly NoiseRange[]; readonly right: readonly NoiseRange[] },
): Run[] {
  const reasons = rows.map((row) => noiseOf(row, noise));
  const near = rows.map(() => false);
  for (const [index, row] of rows.entries()) {
    if (row.kind === 'same' || reasons[index] !== undefined) continue;
    near.fill(true, Math.max(0, index - context), index + context + 1);
  }
  const runs: { why: string | undefined; rows: DiffRow[] }[] = [];
  for (const [index, row] of rows.entries()) {
    const why = reasons[index] ?? (near[index] === true ? undefined : 'equal');
    const last = runs.at(-1);
    if (last !== undefined && last.why === why) last.rows.push(row);
    else runs.push({ why, rows: [row] });
  }
  return runs.map(({ why, rows: run }, index): Run => {
    if (why === undefined || (why === 'equal' && run.length <= 2)) return { kind: 'rows', rows: run };
    return {
      kind: 'fold',
      key: `${index}`,
      why,
      rows: run,
      differing: run.filter(({ kind }) => kind !== 'same').length,
    };
  });
}

function noiseOf(row: DiffRow, noise: Parameters<typeof foldRows>[1]): string | undefined {
  const range =
    (row.left !== undefined && noise.left.find(({ from, to }) => from <= (row.left ?? 0) && (row.left ?? 0) <= to)) ||
    (row.right !== undefined && noise.right.find(({ from, to }) => from <= (row.right ?? 0) && (row.right ?? 0) <= to));
  return range ? names[range.why] : undefined;
}

/** Rows side by side: removed and added ones of one place share a line. */
export function pairRows(rows: readonly DiffRow[]): { readonly left?: DiffRow; readonly right?: DiffRow }[] {
  const pairs: { left?: DiffRow; right?: DiffRow }[] = [];
  let index = 0;
  while (index < rows.length) {
    const row = rows[index];
    if (row?.kind === 'same') {
      pairs.push({ left: row, right: row });
      index += 1;
      continue;
    }
    const change: DiffRow[] = [];
    for (let next = rows[index]; next !== undefined && next.kind !== 'same'; next = rows[index]) {
      change.push(next);
      index += 1;
    }
    const removed = change.filter(({ kind }) => kind === 'removed');
    const added = change.filter(({ kind }) => kind === 'added');
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [left, right] = [removed[at], added[at]];
      pairs.push({ ...(left && { left }), ...(right && { right }) });
    }
  }
  return pairs;
}

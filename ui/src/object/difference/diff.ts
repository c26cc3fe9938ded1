/** One row of a comparison: the same line on both sides, or what is on one of them; numbers count from 1. */
export interface DiffRow {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  readonly left?: number;
  readonly right?: number;
}

/** Above so many differences the middle of two texts counts as wholly different: time and memory stay bounded. */
const maxDifferences = 2000;

/** How two texts differ, line by line: the fewest removed and added lines (Myers' greedy algorithm). */
export function diffLines(left: readonly string[], right: readonly string[]): DiffRow[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let [leftEnd, rightEnd] = [left.length, right.length];
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd -= 1;
    rightEnd -= 1;
  }
  const rows: DiffRow[] = [];
  const same = (at: number, other: number): void => {
    rows.push({ kind: 'same', text: left[at] ?? '', left: at + 1, right: other + 1 });
  };
  for (let at = 0; at < start; at += 1) same(at, at);
  for (const step of stepsOf(left.slice(start, leftEnd), right.slice(start, rightEnd))) {
    const [at, other] = [step.left + start, step.right + start];
    if (step.kind === 'same') same(at, other);
    else if (step.kind === 'removed') rows.push({ kind: 'removed', text: left[at] ?? '', left: at + 1 });
    else rows.push({ kind: 'added', text: right[other] ?? '', right: other + 1 });
  }
  for (let at = leftEnd, other = rightEnd; at < left.length; at += 1, other += 1) same(at, other);
  return rows;
}

interface Step {
  readonly kind: DiffRow['kind'];
  readonly left: number;
  readonly right: number;
}

function stepsOf(left: readonly string[], right: readonly string[]): Step[] {
  const [n, m] = [left.length, right.length];
  const most = Math.min(n + m, maxDifferences);
  const offset = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d += 1) {
    trace.push(furthest.slice());
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest[offset + k - 1] ?? 0) < (furthest[offset + k + 1] ?? 0));
      let x = down ? (furthest[offset + k + 1] ?? 0) : (furthest[offset + k - 1] ?? 0) + 1;
      let y = x - k;
      while (x < n && y < m && left[x] === right[y]) {
        x += 1;
        y += 1;
      }
      furthest[offset + k] = x;
      if (x >= n && y >= m) return walkBack(trace, n, m, offset);
    }
  }
  return [
    ...left.map((_, index): Step => ({ kind: 'removed', left: index, right: 0 })),
    ...right.map((_, index): Step => ({ kind: 'added', left: n, right: index })),
  ];
}

function walkBack(trace: readonly Int32Array[], n: number, m: number, offset: number): Step[] {
  const steps: Step[] = [];
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const furthest = trace[d];
    const k = x - y;
    const down = k === -d || (k !== d && (furthest?.[offset + k - 1] ?? 0) < (furthest?.[offset + k + 1] ?? 0));
    const before = down ? k + 1 : k - 1;
    const beforeX = d === 0 ? 0 : (furthest?.[offset + before] ?? 0);
    const beforeY = d === 0 ? 0 : beforeX - before;
    while (x > beforeX && y > beforeY) {
      x -= 1;
      y -= 1;
      steps.push({ kind: 'same', left: x, right: y });
    }
    if (d === 0) break;
    if (down) {
      y -= 1;
      steps.push({ kind: 'added', left: x, right: y });
    } else {
      x -= 1;
      steps.push({ kind: 'removed', left: x, right: y });
    }
  }
  return steps.reverse();
}

const second = 1_000_000_000n;

const units = [
  [365n * 24n * 3600n * second, 'y'],
  [30n * 24n * 3600n * second, 'mo'],
  [24n * 3600n * second, 'd'],
  [3600n * second, 'h'],
  [60n * second, 'm'],
  [second, 's'],
] as const;

/** A duration in its largest unit, cut: `2h`, `3mo`; what is no more than a unit counts in the next smaller one (sprig 3.3.0, durationRound). */
export function roundedDuration(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  const found = units.find(([unit]) => size > unit);
  return found === undefined ? '0s' : `${size / found[0]}${found[1]}`;
}

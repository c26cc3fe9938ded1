/** A time as Go writes it into JSON (RFC 3339 with as many decimals as it takes), in UTC. `ms` since the epoch. */
export function goTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
}

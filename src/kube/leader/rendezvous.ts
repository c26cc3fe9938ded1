import { createHash } from 'node:crypto';

/**
 * Which of `members` is responsible for `key`, by rendezvous (highest random weight) hashing: all who know the same members agree, and
 * when one comes or goes only its own share moves. Undefined where there are no members.
 */
export function rendezvous(members: readonly string[], key: string): string | undefined {
  let best: string | undefined;
  let bestScore = -1;
  for (const member of members) {
    const score = createHash('sha256').update(member).update('\0').update(key).digest().readUIntBE(0, 6);
    if (score > bestScore || (score === bestScore && best !== undefined && member < best)) {
      best = member;
      bestScore = score;
    }
  }
  return best;
}

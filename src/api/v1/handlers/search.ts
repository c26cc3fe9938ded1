import type { Subject } from '../../auth/index.ts';
import { deliveryIdOf } from '../../deliveries/index.ts';
import type { SearchHit } from '../../contract/index.ts';
import type { V1Ports } from './ports.ts';

/** How many objects with the text in their name are looked at: the best of more are not worth the wait. */
const maxObjects = 2_000;

interface Ranked {
  readonly hit: SearchHit;
  readonly name: string;
  readonly rank: number;
}

/** Deliveries and their objects by a part of their name: those that begin with it first, deliveries before objects. */
export function search(
  ports: V1Ports,
  subject: Subject,
  q: string,
  limit: number,
): { hits: SearchHit[]; more: boolean } {
  const { deliveries, authorizer } = ports;
  const text = q.trim().toLowerCase();
  const visible = authorizer.filter(subject, 'read');
  if (text === '' || visible === 'none') return { hits: [], more: false };
  const found: Ranked[] = [];
  let objects = 0;
  for (const { kind, object: owner } of deliveries.owners()) {
    const id = deliveryIdOf(owner);
    const entry = deliveries.index.get(id);
    if (entry === undefined || (visible !== 'all' && !visible(entry.row))) continue;
    const { row } = entry;
    const rank = rankOf(row.name.toLowerCase(), text);
    if (rank !== undefined) {
      found.push({ hit: { delivery: id, health: row.health.status, sync: row.sync.status }, name: row.name, rank });
    }
    if (objects >= maxObjects) continue;
    for (const { group, kind: objectKind, namespace, name, sync } of deliveries.owned(kind, owner)) {
      const objectRank = rankOf(name.toLowerCase(), text);
      if (objectRank === undefined) continue;
      objects += 1;
      const object = { group, kind: objectKind, namespace, name };
      found.push({
        hit: { delivery: id, object, ...(sync === undefined ? {} : { sync }) },
        name,
        rank: objectRank + 3,
      });
    }
  }
  const best = found.sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return { hits: best.slice(0, limit).map(({ hit }) => hit), more: best.length > limit };
}

/** 0: the name itself; 1: its beginning; 2: a part of it. */
function rankOf(name: string, text: string): number | undefined {
  const at = name.indexOf(text);
  if (at < 0) return undefined;
  return at > 0 ? 2 : name.length === text.length ? 0 : 1;
}

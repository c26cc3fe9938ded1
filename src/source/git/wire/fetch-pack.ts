import { serverError } from './advertisement.ts';
import { commandPackets } from './ls-refs.ts';
import { flushPacket, packetText, readPackets, textPacket } from './pkt-line.ts';

/** What to fetch. */
export interface FetchWants {
  readonly wants: readonly string[];
  /** Commits that are here already, with all that they reach (as far as `shallow` says). */
  readonly haves: readonly string[];
  /** Commits that are here without their parents. */
  readonly shallow: readonly string[];
  /** Only that many commits of history; absent: all. */
  readonly depth?: number;
  /** What to leave out, such as `tree:0`: commits only. */
  readonly filter?: string;
  /** Whether the server wants to be told the object format. */
  readonly namesFormat: boolean;
}

/** Which commits have come without their parents, and which of them have got them now. */
export interface ShallowChanges {
  readonly shallow: readonly string[];
  readonly unshallow: readonly string[];
}

/** The request (gitprotocol-v2, fetch), in one round: whatever the server makes of our haves, it answers with a pack. */
export function fetchRequest(wanted: FetchWants): Buffer {
  return Buffer.concat([
    ...commandPackets('fetch', wanted.namesFormat),
    textPacket('thin-pack'),
    textPacket('ofs-delta'),
    textPacket('no-progress'),
    ...wanted.wants.map((commit) => textPacket(`want ${commit}`)),
    ...wanted.shallow.map((commit) => textPacket(`shallow ${commit}`)),
    ...(wanted.depth === undefined ? [] : [textPacket(`deepen ${wanted.depth}`)]),
    ...(wanted.filter === undefined ? [] : [textPacket(`filter ${wanted.filter}`)]),
    ...wanted.haves.map((commit) => textPacket(`have ${commit}`)),
    textPacket('done'),
    flushPacket,
  ]);
}

/**
 * Reads the answer to `fetchRequest`: gives the pack to `consume` piece by piece, and in the end what is shallow now. Throws SourceError:
 * `revision-not-found` where the server has no such commit.
 */
export async function readFetch(
  stream: AsyncIterable<Uint8Array>,
  object: string,
  consume: (chunk: Buffer) => Promise<void>,
): Promise<ShallowChanges> {
  const shallow: string[] = [];
  const unshallow: string[] = [];
  let inPack = false;
  for await (const packet of readPackets(stream, object)) {
    if (packet.kind !== 'data') continue;
    if (inPack) {
      await readSideband(packet.payload, object, consume);
      continue;
    }
    const line = packetText(packet.payload);
    if (line.startsWith('ERR ')) throw serverError(object, line);
    if (line.startsWith('shallow ')) shallow.push(line.slice(8));
    if (line.startsWith('unshallow ')) unshallow.push(line.slice(10));
    inPack = line === 'packfile';
  }
  return { shallow, unshallow };
}

/** The first byte says what follows: 1 the pack, 2 progress, 3 the reason why there is no more. */
async function readSideband(payload: Buffer, object: string, consume: (chunk: Buffer) => Promise<void>): Promise<void> {
  const band = payload[0];
  if (band === 1) await consume(payload.subarray(1));
  if (band === 3) throw serverError(object, `ERR ${packetText(payload.subarray(1))}`);
}

import { SourceError } from '../../error.ts';

/** One packet of Git's protocol (gitprotocol-common, pkt-line). */
export type Packet =
  | { readonly kind: 'data'; readonly payload: Buffer }
  | { readonly kind: 'flush' }
  | { readonly kind: 'delimiter' }
  | { readonly kind: 'end' };

/** The longest packet: four digits of length and 65 516 bytes. */
const maxPacketLength = 65_520;

const special: readonly Packet[] = [{ kind: 'flush' }, { kind: 'delimiter' }, { kind: 'end' }];

/** A data packet with a line of text. */
export function textPacket(line: string): Buffer {
  const payload = Buffer.from(`${line}\n`);
  return Buffer.concat([Buffer.from((payload.byteLength + 4).toString(16).padStart(4, '0')), payload]);
}

/** Ends a message. */
export const flushPacket: Buffer = Buffer.from('0000');
/** Stands between the parts of a message. */
export const delimiterPacket: Buffer = Buffer.from('0001');

/**
 * The packets of a stream. Throws SourceError `unreachable` where it is not in packets or ends inside one; `object` is the address for
 * the message.
 */
export async function* readPackets(
  stream: AsyncIterable<Uint8Array>,
  object: string,
): AsyncGenerator<Packet, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    rest = rest.byteLength === 0 ? data : Buffer.concat([rest, data]);
    let at = 0;
    while (rest.byteLength - at >= 4) {
      const length = packetLength(rest, at, object);
      if (length < 4) {
        const packet = special[length];
        if (packet === undefined) throw malformed(object);
        at += 4;
        yield packet;
        continue;
      }
      if (rest.byteLength - at < length) break;
      yield { kind: 'data', payload: rest.subarray(at + 4, at + length) };
      at += length;
    }
    rest = rest.subarray(at);
  }
  if (rest.byteLength > 0) throw malformed(object);
}

function packetLength(data: Buffer, at: number, object: string): number {
  const digits = data.toString('latin1', at, at + 4);
  const length = /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (!(length <= maxPacketLength)) throw malformed(object);
  return length;
}

function malformed(object: string): SourceError {
  return new SourceError(
    'unreachable',
    `${object}: the server does not answer as a Git server does, or its answer was cut short`,
    {
      object,
    },
  );
}

/** The text of a packet without its line end. */
export function packetText(payload: Buffer): string {
  const end = payload.at(-1) === 0x0a ? payload.byteLength - 1 : payload.byteLength;
  return payload.toString('utf8', 0, end);
}

import { SourceError } from '../../error.ts';
import { serverError } from './advertisement.ts';
import { delimiterPacket, flushPacket, packetText, readPackets, textPacket } from './pkt-line.ts';
import { maxRefs, RefCollector, type RemoteRefs } from './remote-refs.ts';

/** How we name ourselves to servers; some answer only to what begins with `git/` and a version. */
export const agent = 'git/2.0-slipway';

/** The first lines of a command. */
export function commandPackets(command: string, namesFormat: boolean): readonly Buffer[] {
  const format = namesFormat ? [textPacket('object-format=sha1')] : [];
  return [textPacket(`command=${command}`), textPacket(`agent=${agent}`), ...format, delimiterPacket];
}

/** The request for the references that begin with one of `prefixes` (gitprotocol-v2, ls-refs). */
export function lsRefsRequest(prefixes: readonly string[], namesFormat: boolean): Buffer {
  return Buffer.concat([
    ...commandPackets('ls-refs', namesFormat),
    textPacket('peel'),
    textPacket('symrefs'),
    ...prefixes.map((prefix) => textPacket(`ref-prefix ${prefix}`)),
    flushPacket,
  ]);
}

/** Reads the answer to `lsRefsRequest`. Throws SourceError. */
export async function readLsRefs(stream: AsyncIterable<Uint8Array>, object: string): Promise<RemoteRefs> {
  const collector = new RefCollector();
  for await (const packet of readPackets(stream, object)) {
    // To the end, not to the flush packet: an answer that is not read out costs the connection.
    if (packet.kind !== 'data') continue;
    const line = packetText(packet.payload);
    if (line.startsWith('ERR ')) throw serverError(object, line);
    const [id = '', name = '', ...attributes] = line.split(' ');
    const peeled = attributes.find((attribute) => attribute.startsWith('peeled:'))?.slice(7);
    const target = attributes.find((attribute) => attribute.startsWith('symref-target:'))?.slice(14);
    collector.add(name, peeled ?? id, target);
    if (collector.size > maxRefs) {
      throw new SourceError('too-large', `${object} has more than ${maxRefs} references`, { object });
    }
  }
  return collector.refs();
}

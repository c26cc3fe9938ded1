import { SourceError } from '../../error.ts';
import { packetText, readPackets } from './pkt-line.ts';
import { maxRefs, RefCollector, type RemoteRefs } from './remote-refs.ts';

/** What a server says first. */
export type Advertisement =
  /** It speaks version 2: references are asked for, commits are fetched by themselves. */
  | {
      readonly version: 2;
      readonly canFilter: boolean;
      readonly canDeepen: boolean;
      /** Whether it may be told the object format: who does not say that it knows the word takes it for an error. */
      readonly namesFormat: boolean;
    }
  /** An older one, which lists all its references at once. */
  | { readonly version: 0; readonly refs: RemoteRefs };

/** Reads the answer to `GET info/refs?service=git-upload-pack` (gitprotocol-http, gitprotocol-v2). Throws SourceError. */
export async function readAdvertisement(stream: AsyncIterable<Uint8Array>, object: string): Promise<Advertisement> {
  const lines: string[] = [];
  for await (const packet of readPackets(stream, object)) {
    if (packet.kind !== 'data') continue;
    const line = packetText(packet.payload);
    if (line.startsWith('ERR ')) throw serverError(object, line);
    if (!line.startsWith('# service=') && line !== 'version 1') lines.push(line);
    if (lines.length > 2 * maxRefs)
      throw new SourceError('too-large', `${object} has more than ${maxRefs} references`, { object });
  }
  return lines[0] === 'version 2' ? readCapabilities(lines, object) : readRefs(lines, object);
}

function readCapabilities(lines: readonly string[], object: string): Advertisement {
  const values = new Map(lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]));
  checkFormat(values.get('object-format'), object);
  const fetch = (values.get('fetch') ?? '').split(' ');
  return {
    version: 2,
    canFilter: fetch.includes('filter'),
    canDeepen: fetch.includes('shallow'),
    namesFormat: values.has('object-format'),
  };
}

function readRefs(lines: readonly string[], object: string): Advertisement {
  const collector = new RefCollector();
  const capabilities = (lines[0]?.split('\0')[1] ?? '').split(' ');
  checkFormat(capabilities.find((value) => value.startsWith('object-format='))?.slice(14), object);
  for (const line of lines) {
    const [text = ''] = line.split('\0');
    const [id = '', name = ''] = text.split(' ');
    collector.add(name, id);
  }
  for (const capability of capabilities) {
    const [, name, target] = /^symref=([^:]+):(.+)$/.exec(capability) ?? [];
    if (name !== undefined && target !== undefined) collector.point(name, target);
  }
  return { version: 0, refs: collector.refs() };
}

function checkFormat(format: string | undefined, object: string): void {
  if (format === undefined || format === 'sha1') return;
  throw new SourceError('refused', `${object} names its objects by ${format}; only SHA-1 repositories can be read`, {
    object,
  });
}

/** The error for an `ERR` packet. */
export function serverError(object: string, line: string): SourceError {
  const said = line
    .slice(4)
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 300);
  if (/not our ref|unadvertised object/i.test(said)) {
    return new SourceError('revision-not-found', `${object}: the revision is not in the repository (${said})`, {
      object,
    });
  }
  if (/not found|does not exist|not exported/i.test(said)) {
    return new SourceError(
      'not-found',
      `${object}: no repository is there, or the credentials do not let it be seen (${said})`,
      { object },
    );
  }
  if (/denied|forbidden|unauthori[sz]ed|access/i.test(said)) {
    return new SourceError('unauthorized', `${object}: the server refused access (${said})`, { object });
  }
  return new SourceError('unreachable', `${object}: the server reported an error (${said})`, { object });
}

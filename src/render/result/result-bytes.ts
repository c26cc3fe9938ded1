import { createHash } from 'node:crypto';
import type { Problem } from '../../base/index.ts';
import { LazyManifest } from './manifest.ts';
import type { RenderedObject, RenderOutput } from '../render-kind.ts';
import type { RecordedRead, RenderedRelease, RenderResult } from '../renderer.ts';

/** What stands before the objects in the bytes of a result. */
interface Header {
  readonly digest: string;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly reads: readonly RecordedRead[];
  /** The files and transformers that the objects name by number. */
  readonly names: readonly string[];
  /** Of each object in turn: bytes of JSON, bytes of origins, how many files, how many transformers, then these as numbers of names. */
  readonly layout: readonly number[];
  /** Bytes of the release behind the objects; 0 where there is none. */
  readonly releaseSize: number;
}

/**
 * A result as bytes: the form in which it crosses from a worker thread (moved, not copied) and is kept. In order: the length of the
 * header (4 bytes, little endian), the header as JSON, then JSON and origin bytes of each object, then the release.
 */
export function packResult(output: RenderOutput, reads: readonly RecordedRead[]): Uint8Array<ArrayBuffer> {
  const names = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = names.get(name);
    if (known === undefined) names.set(name, names.size);
    return known ?? names.size - 1;
  };
  const layout = output.objects.flatMap(({ json, origins }) => [
    json.length,
    origins.bytes.length,
    origins.files.length,
    origins.transformers.length,
    ...origins.files.map(numberOf),
    ...origins.transformers.map(numberOf),
  ]);
  const { problems, warnings, release = noRelease } = output;
  const header: Header = {
    digest: digestOf(output.objects, release),
    problems,
    warnings,
    reads,
    names: [...names.keys()],
    layout,
    releaseSize: release.length,
  };
  return join(Buffer.from(JSON.stringify(header)), output.objects, release);
}

const noRelease = new Uint8Array();

function digestOf(objects: readonly RenderedObject[], release: Uint8Array): string {
  const hash = createHash('sha256');
  for (const { json } of objects) hash.update(json).update('\n');
  return hash.update(release).digest('hex');
}

function join(header: Uint8Array, objects: readonly RenderedObject[], release: Uint8Array): Uint8Array<ArrayBuffer> {
  const before = 4 + header.length + release.length;
  const size = objects.reduce((sum, { json, origins }) => sum + json.length + origins.bytes.length, before);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = 4 + header.length;
  for (const { json, origins } of objects) {
    bytes.set(json, at);
    bytes.set(origins.bytes, at + json.length);
    at += json.length + origins.bytes.length;
  }
  bytes.set(release, at);
  return bytes;
}

/** The result in `bytes`; its manifests share them and decode what they are asked for. Every call gives objects of its own. */
export function unpackResult(bytes: Uint8Array): RenderResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = 4 + view.getUint32(0, true);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 4, start - 4).toString();
  const { digest, problems, warnings, reads, names, layout, releaseSize } = JSON.parse(text) as Header;
  const manifests: LazyManifest[] = [];
  let at = start;
  for (let field = 0; field < layout.length;) {
    const [json = 0, origins = 0, fileCount = 0, transformerCount = 0] = layout.slice(field, field + 4);
    const filesEnd = field + 4 + fileCount;
    const named = (from: number, to: number): string[] => layout.slice(from, to).map((number) => names[number] ?? '');
    manifests.push(
      new LazyManifest(bytes.subarray(at, at + json), {
        bytes: bytes.subarray(at + json, at + json + origins),
        files: named(field + 4, filesEnd),
        transformers: named(filesEnd, filesEnd + transformerCount),
      }),
    );
    at += json + origins;
    field = filesEnd + transformerCount;
  }
  const result: RenderResult = { manifests, problems, warnings, reads, digest };
  return releaseSize === 0 ? result : withRelease(result, bytes.subarray(at, at + releaseSize));
}

/** The release is parsed when it is first looked at. */
function withRelease(result: RenderResult, bytes: Uint8Array): RenderResult {
  let release: RenderedRelease | undefined;
  return Object.defineProperty(result, 'release', {
    enumerable: true,
    get: () =>
      (release ??= JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as RenderedRelease),
  });
}

import { ApiError } from '../machinery/api-error.ts';

/** The form in which an answer is wanted. */
export interface Accepted {
  readonly format: 'json' | 'yaml';
  /** The object itself, its metadata only, or rows for people. */
  readonly as: 'object' | 'metadata' | 'table';
}

/** What a path can answer with. */
export interface Offer {
  /** Whether there are tables and metadata. */
  readonly transforms: boolean;
  /** Whether it can be watched. */
  readonly streams: boolean;
}

/** One media type of an Accept header. */
export interface MediaRange {
  /** Lower case, without parameters. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** Reads an Accept header, the best first; of equal quality the first wins, as in apiserver endpoints/handlers/negotiation. */
export function readAccept(header: string | undefined): readonly MediaRange[] {
  const ranges = (header ?? '')
    .split(',')
    .map((text) => readMediaType(text))
    .filter((range) => range.type !== '');
  return ranges.sort((a, b) => b.quality - a.quality);
}

/** A media type with its parameters. */
export function readMediaType(text: string): MediaRange {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf('=');
    if (at > 0)
      parameters.set(
        part.slice(0, at).trim().toLowerCase(),
        part
          .slice(at + 1)
          .trim()
          .replaceAll('"', ''),
      );
  }
  const quality = Number(parameters.get('q') ?? '1');
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
}

/**
 * Picks the form of an answer. Throws ApiError 406 where none of those accepted can be given.
 */
export function negotiate(header: string | undefined, offer: Offer): Accepted {
  const ranges = readAccept(header);
  if (ranges.length === 0) return { format: 'json', as: 'object' };
  for (const range of ranges) {
    if (range.quality === 0) continue;
    const format = formatOf(range.type);
    const as = formOf(range, offer.transforms);
    if (format !== undefined && as !== undefined) return { format, as };
  }
  if (ranges.some((range) => formatOf(range.type) !== undefined)) {
    throw new ApiError(
      406,
      'NotAcceptable',
      `only the following media types are accepted: ${acceptedTypes.join(', ')}`,
    );
  }
  const streams = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
  const available = [...acceptedTypes, ...(offer.streams ? streams : [])];
  const text = `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`;
  throw new ApiError(406, 'NotAcceptable', text, {});
}

/** What bodies may be, as errors list it. */
export const acceptedTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'] as const;

function formatOf(type: string): 'json' | 'yaml' | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
}

function formOf(range: MediaRange, transforms: boolean): Accepted['as'] | undefined {
  const as = range.parameters.get('as');
  if (as === undefined) return 'object';
  if (!transforms || range.parameters.get('g') !== 'meta.k8s.io') return undefined;
  const version = range.parameters.get('v');
  if (version !== 'v1' && version !== 'v1beta1') return undefined;
  if (as === 'Table') return 'table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'metadata' : undefined;
}

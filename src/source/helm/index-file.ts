import { open } from 'node:fs/promises';
import { createLru, isJsonObject, type Json, type JsonObject, type Lru, textAt } from '../../base/index.ts';
import { readYaml, toJson } from '../../yaml/index.ts';
import type { CachedArchive } from '../archive/index.ts';
import { SourceError } from '../error.ts';
import { onStorage } from '../storage-error.ts';
import { type IndexedChart, readVersions } from './indexed-chart.ts';
import { type IndexParts, splitIndex } from './split-index.ts';

/** The index of a chart repository. */
export interface HelmIndex {
  /** The sha256 of its bytes, as `sha256:…`. */
  readonly digest: string;
  readonly size: number;
  /** All but the charts. */
  readonly head: JsonObject;
  /** The names of the charts, in the order of the index. */
  readonly names: readonly string[];
  /** The versions of a chart, the highest first; undefined where the index has no such chart. Throws SourceError. */
  versions(name: string): Promise<readonly IndexedChart[] | undefined>;
}

/** Charts whose versions are kept as they were read. */
const maxChartsAtHand = 200;

const maxNodes = 20_000_000;

/**
 * Opens an index that lies on the disk. In its usual form only what is asked for is read; else it is read whole, within limits. Throws SourceError:
 * `refused` for what is no index, `storage`.
 */
export async function openIndex(file: CachedArchive, url: string): Promise<HelmIndex> {
  const bytes = await onStorage(url, () => readPart(file, 0, file.size));
  if (bytes.byteLength === 0) throw unreadable(url, 'empty index.yaml file');
  const parts = splitIndex(bytes);
  const head = parts === undefined ? undefined : parseHead(parts, url);
  if (parts === undefined || head === undefined) return wholeIndex(bytes, file, url);
  checkHead(head, url);
  const parsed: Lru<{ readonly versions: readonly IndexedChart[] }> = createLru({ max: maxChartsAtHand });
  let whole: HelmIndex | undefined;
  return {
    digest: file.digest,
    size: file.size,
    head,
    names: [...parts.charts.keys()],
    versions: async (name) => {
      const place = parts.charts.get(name);
      if (place === undefined) return undefined;
      const known = whole === undefined ? parsed.get(name)?.versions : await whole.versions(name);
      if (known !== undefined) return known;
      const part = await onStorage(url, () => readPart(file, place.start, place.end));
      const list = parseYaml(part.toString('utf8'))?.[name];
      if (list === undefined) {
        // The part alone cannot be read, such as one with an alias of an anchor elsewhere.
        whole ??= wholeIndex(await onStorage(url, () => readPart(file, 0, file.size)), file, url);
        return await whole.versions(name);
      }
      const versions = readVersions(list);
      parsed.set(name, { versions });
      return versions;
    },
  };
}

function wholeIndex(bytes: Buffer, file: CachedArchive, url: string): HelmIndex {
  const text = bytes.toString('utf8');
  const index = parseJson(text) ?? parseYaml(text);
  if (index === undefined) throw unreadable(url, 'it is neither YAML nor JSON');
  const { entries, ...head } = index;
  checkHead(head, url);
  const charts = isJsonObject(entries) ? entries : {};
  return {
    digest: file.digest,
    size: file.size,
    head,
    names: Object.keys(charts),
    versions: (name) => Promise.resolve(Object.hasOwn(charts, name) ? readVersions(charts[name]) : undefined),
  };
}

function parseHead(parts: IndexParts, url: string): JsonObject | undefined {
  if (parts.head.trim() === '') throw unreadable(url, 'no API version specified');
  return parseYaml(parts.head);
}

function checkHead(head: JsonObject, url: string): void {
  if (textAt(head, 'apiVersion') === '') throw unreadable(url, 'no API version specified');
}

function parseYaml(text: string): JsonObject | undefined {
  const limits = { maxBytes: Math.max(text.length * 4, 1), maxNodes, maxProblems: 1 };
  const { documents, problems } = readYaml(text, { profile: 'go2', documents: 'first', limits });
  const value: Json | undefined = documents[0] === undefined ? undefined : toJson(documents[0].value);
  return problems.length === 0 && isJsonObject(value) ? value : undefined;
}

function parseJson(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text.slice(0, 1000))) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function readPart({ file }: CachedArchive, start: number, end: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function unreadable(url: string, why: string): SourceError {
  return new SourceError('refused', `failed to load index: ${why}`, { object: url });
}

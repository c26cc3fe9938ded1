import { gunzipSync } from 'node:zlib';
import { messageOf } from '../../../base/index.ts';
import { HelmError } from '../error.ts';
import type { HelmProfile } from '../profile.ts';
import { type ChartLimits, maxFileBytes } from './limits.ts';
import type { ChartFile } from './chart.ts';
import { TarReader } from './tar-reader.ts';

/**
 * The files of a packed chart (.tgz), their first folder taken off (helm 4.2, pkg/chart/loader/archive). Throws HelmError `bad-chart` with
 * helm's words, `limit` beyond its bounds.
 */
export function readChartArchive(bytes: Uint8Array, profile: HelmProfile, limits: ChartLimits): ChartFile[] {
  const files: ChartFile[] = [];
  let room = limits.maxBytes;
  for (const { name: written, size, isFolder, isHeader, data } of new TarReader(unzip(bytes, limits)).entries()) {
    if (isFolder || isHeader) continue;
    const name = nameInside(written);
    if (size > room) throw tooLarge(limits);
    if (profile !== '4.3' && size > maxFileBytes) {
      const message = `decompressed chart file ${JSON.stringify(written)} is larger than the maximum file size ${maxFileBytes}`;
      throw new HelmError('limit', message);
    }
    room -= size;
    if (room <= 0) throw tooLarge(limits);
    if (files.length === limits.maxFiles)
      throw new HelmError('limit', `the chart has more than ${limits.maxFiles} files`);
    files.push({ name, data: withoutMark(Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1')) });
  }
  if (files.length === 0) throw new HelmError('bad-chart', 'no files in chart archive');
  return files;
}

/** A byte order mark at the front is taken off, as helm does. */
export function withoutMark(data: string): string {
  return data.startsWith('\xef\xbb\xbf') ? data.slice(3) : data;
}

function unzip(bytes: Uint8Array, limits: ChartLimits): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new HelmError('bad-chart', 'gzip: invalid header');
  try {
    // Headers and padding come on top of what the files hold.
    return gunzipSync(bytes, { maxOutputLength: limits.maxBytes * 2 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits);
    throw new HelmError('bad-chart', `gzip: ${messageOf(error)}`, { cause: error });
  }
}

function tooLarge({ maxBytes }: ChartLimits): HelmError {
  return new HelmError('limit', `decompressed chart is larger than the maximum size ${maxBytes}`);
}

function nameInside(written: string): string {
  const delimiter = written.includes('\\') ? '\\' : '/';
  const [first = '', ...rest] = written.split(delimiter);
  const joined = rest.join('/');
  if (joined.startsWith('/')) throw new HelmError('bad-chart', 'chart illegally contains absolute paths');
  const name = cleanPath(joined);
  if (name === '.') {
    const message = `chart illegally contains content outside the base directory: ${JSON.stringify(written)}`;
    throw new HelmError('bad-chart', message);
  }
  if (name.startsWith('..')) throw new HelmError('bad-chart', 'chart illegally references parent directory');
  if (/^[a-zA-Z]:\//.test(name)) throw new HelmError('bad-chart', 'chart contains illegally named files');
  if (first === 'Chart.yaml') throw new HelmError('bad-chart', 'chart yaml not in base directory');
  return name;
}

/** Go's path.Clean for relative paths. */
function cleanPath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(part);
  }
  return kept.length === 0 ? '.' : kept.join('/');
}

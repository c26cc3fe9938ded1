import { gunzipSync, gzipSync } from 'node:zlib';
import { ReleaseError } from '../error.ts';
import { decodeRelease } from './decode.ts';
import { encodeRelease } from './encode.ts';
import type { Release } from './release.ts';

/** How large a record may be, packed and unpacked, in bytes. */
export interface RecordLimits {
  readonly maxPackedBytes: number;
  readonly maxBytes: number;
}

/** A Secret holds 1 MiB; templates pack well, so that an unpacked record may be many times that. */
export const defaultRecordLimits: RecordLimits = { maxPackedBytes: 3 << 20, maxBytes: 64 << 20 };

/** The stored form of a release: base64 of gzip of JSON (helm v4 pkg/storage/driver/util.go). A Secret encodes it once more. */
export function packRelease(release: Release): string {
  return gzipSync(encodeRelease(release), { level: 9 }).toString('base64');
}

/**
 * The release of a stored form. What was stored before helm compressed is read too.
 * @throws ReleaseError `corrupt` and `too-large`, without any of its content.
 */
export function unpackRelease(
  packed: string,
  labels: Readonly<Record<string, string>>,
  limits: RecordLimits = defaultRecordLimits,
): Release {
  if (packed.length > limits.maxPackedBytes) throw tooLarge(limits.maxPackedBytes);
  const bytes = Buffer.from(packed, 'base64');
  const isGzip = bytes.length > 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;
  return decodeRelease((isGzip ? unzip(bytes, limits.maxBytes) : bytes).toString('utf8'), labels);
}

function unzip(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new ReleaseError('corrupt', 'the record of the release cannot be decompressed', { cause: error });
  }
}

function tooLarge(bytes: number): ReleaseError {
  return new ReleaseError('too-large', `the record of the release is larger than ${bytes} bytes`);
}

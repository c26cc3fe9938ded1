import { KubeError } from '../error.ts';

const newline = 0x0a;

/**
 * The lines of a stream, without their ends, wherever the network has cut it; empty lines are left out. What follows the last line
 * end comes last. Throws KubeError `server-error` for a line of more than `maxBytes`, before it is all in memory.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
  object: string,
): AsyncGenerator<Buffer, void, undefined> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const last = chunk.subarray(start, end);
      start = end + 1;
      if (size + last.length > maxBytes) throw tooLong(maxBytes, object);
      const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
      parts = [];
      size = 0;
      if (line.length > 0) yield line;
    }
    if (start === chunk.length) continue;
    const rest = start === 0 ? chunk : chunk.subarray(start);
    size += rest.length;
    if (size > maxBytes) throw tooLong(maxBytes, object);
    parts.push(rest);
  }
  if (size > 0) yield Buffer.concat(parts);
}

function tooLong(maxBytes: number, object: string): KubeError {
  return new KubeError('server-error', `a watch event is larger than ${maxBytes} bytes`, { object });
}

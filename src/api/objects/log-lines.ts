import type { LogLine } from '../contract/index.ts';

/** Longer lines are cut: a line is for reading. */
const maxLineBytes = 64 * 1024;

/**
 * The lines of a log that the API server sends with times in front, as they come. What is left without an end at the close of the stream is a line
 * too; one that is too long is cut, and the rest of it dropped.
 */
export async function* logLines(
  chunks: AsyncIterable<Uint8Array>,
  container: string | undefined,
): AsyncGenerator<LogLine> {
  const decoder = new TextDecoder();
  let rest = '';
  let skipping = false;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!skipping) yield lineOf(line, container);
      skipping = false;
    }
    if (rest.length > maxLineBytes) {
      if (!skipping) yield lineOf(rest, container);
      skipping = true;
      rest = '';
    }
  }
  if (rest !== '' && !skipping) yield lineOf(rest, container);
}

function lineOf(line: string, container: string | undefined): LogLine {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?/.exec(line);
  const text = line
    .slice(match?.[0].length ?? 0)
    .slice(0, maxLineBytes)
    .replace(/\r$/, '');
  return {
    ...(container === undefined ? {} : { container }),
    ...(match?.[1] === undefined ? {} : { time: match[1] }),
    text,
  };
}

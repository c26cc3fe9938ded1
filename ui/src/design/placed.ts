interface Told {
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly raw?: string | undefined;
}

const before = /(?:^|[\s:])((?:[\w.-]+\/)*[\w.-]+\.(?:ya?ml|json)):(\d+):(\d+): (.+)$/s;
const behind = /^(.+?) \(((?:[\w.-]+\/)*[\w.-]+\.(?:ya?ml|json)):(\d+):(\d+)\)$/s;

/**
 * What a problem says, with the place that its text names as a place. A text for the tools of Argo CD and Flux has the words that they
 * expect around it; here the sentence stands by itself, and the whole text is the raw one.
 */
export function placed<T extends Told>(told: T): T {
  if (told.file !== undefined) return told;
  const { message } = told;
  const inFront = before.exec(message);
  const [, sentence, file, line, column] = behind.exec(message) ?? [];
  if (inFront !== null) {
    const [, path, at, from, rest = ''] = inFront;
    return { ...told, message: rest, file: path, line: Number(at), column: Number(from), raw: told.raw ?? message };
  }
  if (sentence === undefined) return told;
  return { ...told, message: sentence, file, line: Number(line), column: Number(column), raw: told.raw ?? message };
}

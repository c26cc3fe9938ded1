import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packAnswers, type PackedAnswer, unpackAnswers } from './pack.ts';
import { recordedFolder, type RecordedAnswer } from './script.ts';

/** What a real server answered to a script. */
export interface Recording {
  /** The server's version. */
  readonly server: string;
  readonly answers: readonly RecordedAnswer[];
}

interface Stored {
  readonly server: string;
  readonly answers?: readonly RecordedAnswer[];
  readonly packed?: readonly PackedAnswer[];
}

/** Reads the recording of a script. Throws node's error where there is none. */
export function readRecording(name: string): Recording {
  const { server, answers, packed } = JSON.parse(readFileSync(pathOf(name), 'utf8')) as Stored;
  return { server, answers: answers ?? unpackAnswers(packed ?? []) };
}

/** Stores a recording: generated ones, whose answers repeat each other, packed. */
export function writeRecording(name: string, { server, answers }: Recording): void {
  mkdirSync(dirname(pathOf(name)), { recursive: true });
  const lines = packAnswers(answers).map((answer) => `  ${JSON.stringify(answer)}`);
  const packed = `{"server":${JSON.stringify(server)},"packed":[\n${lines.join(',\n')}\n]}`;
  const text = name.includes('/') ? packed : JSON.stringify({ server, answers }, null, 1);
  writeFileSync(pathOf(name), `${text}\n`);
}

function pathOf(name: string): string {
  return join(recordedFolder, `${name}.json`);
}

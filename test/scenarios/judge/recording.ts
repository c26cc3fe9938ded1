import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, type JsonObject } from '../../../src/base/index.ts';

/** Everything that is there at one point of a scenario, canonicalised. Keys are `Kind/name` or `Kind/namespace/name`. */
export interface Point {
  /** The custom resources; null where one is not there. */
  readonly owners: Readonly<Record<string, JsonObject | null>>;
  /** Events of each owner that came, or came again, since the point before; sorted, counts dropped. */
  readonly events: Readonly<Record<string, readonly JsonObject[]>>;
  /** The delivered objects. */
  readonly objects: Readonly<Record<string, JsonObject>>;
}

/** The points of one scenario, by name, in order. */
export type Recording = ReadonlyMap<string, Point>;

/** Reads the recording of a scenario below `folder` (a version's), or undefined where there is none. */
export function readRecording(folder: string, scenario: string, points: readonly string[]): Recording | undefined {
  const root = join(folder, scenario);
  if (!existsSync(root)) return undefined;
  const stored = new Set(readdirSync(root));
  const missing = points.filter((point) => !stored.has(`${point}.json`));
  if (missing.length > 0) throw new Error(`${root} has no recording of ${missing.join(', ')}: record it again`);
  return new Map(
    points.map((point) => [point, JSON.parse(readFileSync(join(root, `${point}.json`), 'utf8')) as Point]),
  );
}

/** Replaces what is recorded of a scenario. */
export function writeRecording(folder: string, scenario: string, recording: Recording): void {
  const root = join(folder, scenario);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const [point, content] of recording) {
    writeFileSync(join(root, `${point}.json`), `${formatJson(content as unknown as Json)}\n`);
  }
}

/** JSON for people: a value that fits on one line of 140 columns stays on it. */
export function formatJson(value: Json, indent = ''): string {
  const inline = JSON.stringify(value);
  if (inline.length + indent.length <= 140 || typeof value !== 'object' || value === null) return inline;
  const deeper = `${indent} `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => deeper + formatJson(item, deeper)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const lines = members.map(
    ([key, member]) => `${deeper}${JSON.stringify(key)}: ${formatJson(member ?? null, deeper)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

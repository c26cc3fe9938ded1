import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { load } from 'js-yaml';
import type { Json, JsonObject } from '../../src/base/index.ts';
import { matrixNames, matrixScript } from './matrix.ts';

/** A request, or a wait for something that happens by itself. */
export interface Step {
  /** `METHOD /path?query`; `$NS` stands for the script's namespace, `$NAME` for what `save` kept. */
  readonly request: string;
  readonly body?: Json;
  /** What the step is called in recordings; its request where it has no name. */
  readonly id?: string;
  /** Null takes a header away that is sent otherwise. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Repeats the request until the value at `path` (dots, indexes) equals `equals`, or is absent where that is null. */
  readonly until?: { readonly path: string; readonly equals: Json };
  /** Sends the request but does not keep the answer. */
  readonly silent?: boolean;
  /** Starts a watch that is read until the script ends; its events are recorded there. */
  readonly watch?: boolean;
  /** Values of the answer's body that later steps use as `$NAME`: name → path (dots, indexes). */
  readonly save?: Readonly<Record<string, string>>;
  /** Keeps the answer's body for `edit`. */
  readonly keep?: boolean;
  /** The body is the one kept last with this merge patch on it. */
  readonly edit?: JsonObject;
}

/** A script: requests that are sent one after the other. */
export interface Script {
  readonly about: string;
  readonly steps: readonly Step[];
  /** Patterns of texts that differ from run to run; each match is masked. */
  readonly mask?: readonly string[];
  /** Paths (dots, `*` for anything) that are not compared, with the reason. */
  readonly ignore?: Readonly<Record<string, string>>;
  /** For an API server alone: no controller, scheduler or kubelet runs beside it. */
  readonly bare?: boolean;
}

/** A canonicalised answer. */
export interface RecordedAnswer {
  /** The step's name, or its request. */
  readonly request: string;
  readonly status: number;
  readonly warnings?: string;
  readonly body?: Json;
  readonly events?: readonly Json[];
}

/** Where scripts lie. */
export const scriptsFolder = join(import.meta.dirname, '../../src/sandbox/testdata/scripts');
/** Where the answers to scripts lie, under the same names. */
export const recordedFolder = join(import.meta.dirname, '../../src/sandbox/testdata/recorded');

/** Reads a script; those below `matrix/` are made from seeds. */
export function readScript(name: string): Script {
  if (name.startsWith('matrix/')) return matrixScript(name.slice('matrix/'.length));
  return load(readFileSync(join(scriptsFolder, `${name}.yaml`), 'utf8')) as Script;
}

/** The names of all scripts. */
export function scriptNames(): readonly string[] {
  const written = globSync(join(scriptsFolder, '**/*.yaml'));
  return [
    ...written.map((file) => relative(scriptsFolder, file).replaceAll('\\', '/').slice(0, -'.yaml'.length)),
    ...matrixNames().map((name) => `matrix/${name}`),
  ].sort();
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { isJsonObject, jsonAt, type Json, type JsonObject } from '../../../src/base/index.ts';

const folder = join(import.meta.dirname, '..', 'manifests');

/** The host that the guide's repositories lie on. */
const guideHost = 'https://github.com/';

/**
 * A manifest of the guide, byte for byte but for the host of its repositories: where the guide says GitHub, the test's own Git host answers, as it
 * would for a user by DNS.
 */
export function readManifest(path: string, gitHost: string): string {
  return readFileSync(join(folder, path), 'utf8').replaceAll(guideHost, `${gitHost}/`);
}

/** A part of a manifest that the guide shows by itself, from a `fragments.yaml`. */
export function readFragment(path: string, name: string): JsonObject {
  const fragment = jsonAt(load(readFileSync(join(folder, path), 'utf8')) as Json, name);
  if (!isJsonObject(fragment)) throw new Error(`${path} has no fragment ${name}`);
  return fragment;
}

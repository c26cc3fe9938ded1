import { type Json, type JsonObject } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { checkDepth, defaultPatchLimits, type PatchLimits } from '../limits.ts';
import { copyJson, memberOf, sameJson, setMember } from '../members.ts';
import { jsonKind, operationsOf } from './operation.ts';
import { findTarget, invalidIndex, requireIndex, type Target, valueAt } from './pointer.ts';

/**
 * Applies a JSON Patch (RFC 6902) with the ways and error texts of the API server (evanphx/json-patch v4.13): negative indices count
 * from the end, `replace` of a key that is not there adds it, `test` takes a missing key for null. `document` stays as it is.
 * @throws PatchError `invalid` for what is no patch, `too-large` beyond `limits`, `missing-path`, `test-failed` or `inapplicable` for
 *   an operation that cannot be carried out.
 */
export function applyJsonPatch(document: Json, patch: Json, limits: PatchLimits = defaultPatchLimits): Json {
  const operations = operationsOf(patch);
  if (operations.length > limits.maxOperations) {
    throw new PatchError(
      'too-large',
      413,
      `The allowed maximum operations in a JSON patch is ${limits.maxOperations}, got ${operations.length}`,
    );
  }
  checkDepth(document, limits.maxDepth, 'the document');
  checkDepth(patch, limits.maxDepth, 'the patch');
  const run = new PatchRun(copyJson(document), limits);
  for (const operation of operations) run.apply(operation);
  // Operations can nest the document in itself, level by level.
  checkDepth(run.document, limits.maxDepth, 'the patched document');
  return run.document;
}

class PatchRun {
  document: Json;
  readonly #limits: PatchLimits;
  #copied = 0;
  #moved = 0;

  constructor(document: Json, limits: PatchLimits) {
    this.document = document;
    this.#limits = limits;
  }

  apply(operation: JsonObject): void {
    const kind = textOf(operation, 'op') ?? 'unknown';
    switch (kind) {
      case 'add':
        return this.#add(operation);
      case 'remove':
        return this.#remove(operation);
      case 'replace':
        return this.#replace(operation);
      case 'move':
        return this.#move(operation);
      case 'copy':
        return this.#copy(operation);
      case 'test':
        return this.#test(operation);
      default:
        throw new PatchError('invalid', 422, `Unexpected kind: ${kind}`);
    }
  }

  #add(operation: JsonObject): void {
    const path = textOf(operation, 'path');
    if (path === undefined) throw missing('add operation failed to decode path');
    const target = this.#find(path, `add operation does not apply: doc is missing path: "${path}"`);
    inContext(`error in add for path: '${path}'`, () => this.#insert(target, copyJson(operation['value'] ?? null)));
  }

  #remove(operation: JsonObject): void {
    const path = textOf(operation, 'path');
    if (path === undefined) throw missing('remove operation failed to decode path');
    const target = this.#find(path, `remove operation does not apply: doc is missing path: "${path}"`);
    inContext(`error in remove for path: '${path}'`, () => this.#delete(target));
  }

  #replace(operation: JsonObject): void {
    const path = requireText(operation, 'path', 'replace operation failed to decode path');
    const value = copyJson(operation['value'] ?? null);
    if (path === '') {
      if (typeof value !== 'object' || value === null) {
        // Upstream formats an error that is not there; the text is matched as it is.
        throw new PatchError('inapplicable', 422, 'replace operation value must be object or array: %!w(<nil>)');
      }
      this.document = value;
      return;
    }
    const { container, key } = this.#find(path, `replace operation does not apply: doc is missing path: ${path}`);
    if (!Array.isArray(container)) return setMember(container, key, value);
    const index = existingIndex(container, key);
    if (index === undefined) throw missing(`replace operation does not apply: doc is missing key: ${path}`);
    container[index] = value;
  }

  #move(operation: JsonObject): void {
    const from = requireText(operation, 'from', 'move operation failed to decode from');
    const source = this.#find(from, `move operation does not apply: doc is missing from path: ${from}`);
    const context = `error in move for path: '${source.key}'`;
    const value = inContext(context, () => valueAt(source));
    inContext(context, () => this.#delete(source));
    const path = requireText(operation, 'path', 'move operation failed to decode path');
    const target = this.#find(path, `move operation does not apply: doc is missing destination path: ${path}`);
    inContext(`error in move for path: '${path}'`, () => this.#insert(target, value ?? null));
  }

  #copy(operation: JsonObject): void {
    const from = requireText(operation, 'from', 'copy operation failed to decode from');
    const source = this.#find(from, `copy operation does not apply: doc is missing from path: ${from}`);
    const value = inContext(`error in copy for from: '${from}'`, () => valueAt(source)) ?? null;
    const path = textOf(operation, 'path');
    if (path === undefined) throw missing('copy operation failed to decode path');
    const target = this.#find(path, `copy operation does not apply: doc is missing destination path: ${path}`);
    this.#copied += JSON.stringify(value).length;
    if (this.#copied > this.#limits.maxCopySize) {
      throw new PatchError(
        'too-large',
        422,
        `Unable to complete the copy, the accumulated size increase of copy is ${this.#copied}, exceeding the limit ${this.#limits.maxCopySize}`,
      );
    }
    inContext('error while adding value during copy', () => this.#insert(target, copyJson(value)));
  }

  #test(operation: JsonObject): void {
    const path = requireText(operation, 'path', 'test operation failed to decode path');
    const expected = operation['value'] ?? null;
    const target =
      path === '' ? undefined : this.#find(path, `test operation does not apply: is missing path: ${path}`);
    const actual =
      target === undefined
        ? this.document
        : (inContext(`error in test for path: '${path}'`, () => valueAt(target)) ?? null);
    if (!sameJson(actual, expected)) {
      throw new PatchError('test-failed', 422, `testing value ${path} failed: test failed`);
    }
  }

  #find(path: string, problem: string): Target {
    const target = findTarget(this.document, path);
    if (target === undefined) throw missing(problem);
    return target;
  }

  #insert({ container, key }: Target, value: Json): void {
    if (!Array.isArray(container)) return setMember(container, key, value);
    if (key === '-') {
      container.push(value);
      return;
    }
    const index = inContext(`value was not a proper array index: '${key}'`, () => requireIndex(key));
    // The list as it will be: an index from the end counts the new item too.
    const size = container.length + 1;
    if (index >= size || index < -size) throw invalidIndex(index);
    const place = index < 0 ? index + size : index;
    this.#count(container.length - place);
    container.splice(place, 0, value);
  }

  #delete({ container, key }: Target): void {
    if (Array.isArray(container)) {
      const index = requireIndex(key);
      const place = index < 0 ? index + container.length : index;
      if (place < 0 || place >= container.length) throw invalidIndex(index);
      this.#count(container.length - place);
      container.splice(place, 1);
      return;
    }
    if (memberOf(container, key) === undefined) throw missing(`Unable to remove nonexistent key: ${key}`);
    delete container[key];
  }

  #count(moves: number): void {
    this.#moved += moves;
    if (this.#moved > this.#limits.maxMoves) {
      throw new PatchError('too-large', 413, `The patch moves more than ${this.#limits.maxMoves} list items`);
    }
  }
}

function existingIndex(list: readonly Json[], key: string): number | undefined {
  if (!/^[+-]?\d+$/.test(key)) return undefined;
  const index = Number(key) < 0 ? Number(key) + list.length : Number(key);
  return index >= 0 && index < list.length ? index : undefined;
}

function textOf(operation: JsonObject, field: string): string | undefined {
  const value = memberOf(operation, field);
  return typeof value === 'string' ? value : undefined;
}

const absent = { path: 'operation missing path field', from: 'operation, missing from field' } as const;

function requireText(operation: JsonObject, field: 'path' | 'from', problem: string): string {
  const value = memberOf(operation, field) ?? null;
  if (typeof value === 'string') return value;
  if (value === null) throw missing(`${problem}: ${absent[field]}`);
  throw new PatchError(
    'invalid',
    422,
    `${problem}: json: cannot unmarshal ${jsonKind(value)} into Go value of type string`,
  );
}

function missing(problem: string): PatchError {
  return new PatchError('missing-path', 422, `${problem}: missing value`);
}

/** Runs one step of an operation; an error of it says which. */
function inContext<T>(context: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PatchError) || error.code === 'too-large') throw error;
    throw new PatchError(error.code, error.httpStatus, `${context}: ${error.message}`, { cause: error });
  }
}

import { KustomizeError } from '../../error.ts';
import { copyNode, isNull, type MapNode, type Node, textOf } from '../../node/index.ts';
import {
  addMember,
  findTarget,
  getMember,
  removeMember,
  requireObject,
  setMember,
  StepFault,
  type Target,
} from './container.ts';
import { isTested } from './equal.ts';
import type { JsonOperation, JsonPatch } from './operation.ts';
import { throughJson } from './through-json.ts';

/** How much a patch may make. */
export interface JsonPatchLimits {
  /** How deep lists and maps may lie in one another. */
  readonly maxDepth: number;
  /** Values that `copy` operations and adding may make, and that the result may have. */
  readonly maxNodes: number;
}

/** What no real object reaches. */
export const defaultJsonPatchLimits: JsonPatchLimits = { maxDepth: 500, maxNodes: 1_000_000 };

/**
 * Applies a JSON patch (RFC 6902) as kustomize does (evanphx json-patch 4.12 through api 0.20, filters/patchjson6902): the root that comes of
 * it; the given one is not to be used any more. `replace` of an entry that is not there adds it, `copy` of one that is not there gives null,
 * `add` never makes what lies above. What the patch sets keeps the patch's places and is said to be changed by `changedBy`.
 * @throws KustomizeError `patch` where an operation cannot be done, `limit`
 */
export function applyJsonPatch(
  root: MapNode,
  patch: JsonPatch,
  changedBy: string,
  limits: JsonPatchLimits = defaultJsonPatchLimits,
): MapNode {
  const run = new PatchRun(root, patch, changedBy, limits);
  for (const operation of patch.operations) run.step(operation);
  return throughJson(run.root, limits.maxDepth, { remaining: limits.maxNodes });
}

class PatchRun {
  root: MapNode;
  readonly #isJson: boolean;
  readonly #changedBy: string;
  readonly #depth: number;
  #remaining: number;

  constructor(root: MapNode, { isJson }: JsonPatch, changedBy: string, limits: JsonPatchLimits) {
    this.root = root;
    this.#isJson = isJson;
    this.#changedBy = changedBy;
    this.#depth = limits.maxDepth;
    this.#remaining = limits.maxNodes;
  }

  step(operation: JsonOperation): void {
    const { entries, place } = operation;
    const kind = stringOf(entries.get('op')) ?? 'unknown';
    const path = stringOf(entries.get('path'));
    try {
      if (!kinds.has(kind)) throw new StepFault(`Unexpected kind: ${kind}`);
      if (path === undefined) throw new StepFault(`the ${kind} operation has no path`);
      this.#carryOut(kind, path, operation);
    } catch (error) {
      if (!(error instanceof StepFault)) throw error;
      const message = `the JSON patch cannot be applied at '${path ?? ''}': ${error.message}`;
      throw new KustomizeError('patch', message, { place, cause: error });
    }
  }

  #carryOut(kind: string, path: string, operation: JsonOperation): void {
    switch (kind) {
      case 'add':
        addMember(this.#target(path, kind), this.#valueOf(operation));
        break;
      case 'remove':
        removeMember(this.#target(path, kind));
        break;
      case 'replace':
        this.#replace(path, operation);
        break;
      case 'test':
        this.#test(path, operation);
        break;
      case 'move':
        this.#move(path, operation);
        break;
      default:
        this.#copy(path, operation);
    }
  }

  #replace(path: string, operation: JsonOperation): void {
    if (path === '') {
      this.root = requireObject(this.#valueOf(operation), operation.place);
      return;
    }
    setMember(this.#target(path, 'replace'), this.#valueOf(operation));
  }

  #test(path: string, operation: JsonOperation): void {
    const wanted = operation.entries.get('value');
    const value = path === '' ? this.root : getMember(this.#target(path, 'test'));
    if (value === undefined || isNull(value)) {
      if (wanted !== undefined && isNull(wanted)) return;
    } else if (wanted !== undefined && isTested(value, wanted, this.#isJson)) return;
    throw new StepFault('testing value failed: it is another one');
  }

  #move(path: string, operation: JsonOperation): void {
    const from = this.#from(operation, 'move');
    const value = getMember(from) ?? nullAt(operation);
    removeMember(from);
    addMember(this.#target(path, 'move'), this.#changed(value, this.#depth));
  }

  #copy(path: string, operation: JsonOperation): void {
    const value = getMember(this.#from(operation, 'copy')) ?? nullAt(operation);
    addMember(this.#target(path, 'copy'), this.#changed(copyNode(value), this.#depth));
  }

  #from(operation: JsonOperation, kind: string): Target {
    const from = stringOf(operation.entries.get('from'));
    if (from === undefined) throw new StepFault(`the ${kind} operation has no from`);
    return this.#target(from, kind);
  }

  #target(pointer: string, kind: string): Target {
    const target = findTarget(this.root, pointer);
    if (target !== undefined) return target;
    throw new StepFault(
      `${kind} operation does not apply: doc is missing path '${pointer}': add what lies above first`,
    );
  }

  #valueOf(operation: JsonOperation): Node {
    const value = operation.entries.get('value');
    return value === undefined ? nullAt(operation) : this.#changed(copyNode(value), this.#depth);
  }

  #changed(node: Node, levels: number): Node {
    this.#remaining -= 1;
    if (levels === 0 || this.#remaining < 0) {
      throw new KustomizeError('limit', 'the JSON patch makes too much', { place: node.place });
    }
    node.changedBy = this.#changedBy;
    if (node.kind === 'list') for (const item of node.items) this.#changed(item, levels - 1);
    else if (node.kind === 'map') for (const entry of node.entries.values()) this.#changed(entry, levels - 1);
    return node;
  }
}

const kinds = new Set(['add', 'remove', 'replace', 'test', 'move', 'copy']);

function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? textOf(node) : undefined;
}

function nullAt({ place }: JsonOperation): Node {
  return { kind: 'scalar', value: null, place };
}

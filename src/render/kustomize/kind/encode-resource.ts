import type { Problem } from '../../../base/index.ts';
import type { YamlValue } from '../../../yaml/index.ts';
import { OriginWriter } from '../../origin/index.ts';
import type { RenderedObject } from '../../render-kind.ts';
import { isNull, type Node, type Place, textOf, toPrintedYaml } from '../node/index.ts';
import { kindOf, nameOf, type Resource } from '../resource/index.ts';

/** A resource as JSON with the origin of each node, or why JSON cannot hold it. */
export type EncodedResource =
  | { readonly kind: 'object'; readonly object: RenderedObject }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Writes a built resource in the form in which a render gives objects. */
export function encodeResource({ root }: Resource): EncodedResource {
  const apiVersion = root.entries.get('apiVersion');
  if (apiVersion === undefined || textOf(apiVersion) === '' || isNull(apiVersion)) {
    // kustomize prints it, and no API server takes it.
    const { file, line, column } = apiVersion?.place ?? root.place;
    const message = `apiVersion of ${kindOf(root)} ${nameOf(root)} is missing: every object needs it`;
    return { kind: 'problem', problem: { code: 'missing-field', message, file, line, column } };
  }
  const value = toPrintedYaml(root);
  const encoder = new ResourceEncoder();
  encoder.visit(value, root, root.place, undefined);
  if (encoder.problem !== undefined) return { kind: 'problem', problem: encoder.problem };
  const json = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
  return { kind: 'object', object: { json: Buffer.from(json), origins: encoder.table() } };
}

class ResourceEncoder {
  problem: Problem | undefined;
  readonly #origins = new OriginWriter();
  readonly #files = new Map<string, number>();
  readonly #transformers = new Map<string, number>();

  table(): RenderedObject['origins'] {
    return {
      bytes: this.#origins.finish(),
      files: [...this.#files.keys()],
      transformers: [...this.#transformers.keys()],
    };
  }

  /** In the order of JSON.stringify, which is that of the value's keys and not of the node's. What has no node of its own has its parent's place. */
  visit(value: YamlValue, node: Node | undefined, above: Place, changedAbove: string | undefined): void {
    const place = node?.place ?? above;
    const changedBy = node === undefined ? changedAbove : node.changedBy;
    const file = numberOf(this.#files, place.file);
    const transformer = changedBy === undefined ? 0 : numberOf(this.#transformers, changedBy) + 1;
    this.#origins.add(place.line, place.column, file, transformer);
    if (typeof value !== 'object' || value === null) {
      this.#checkNumber(value, place);
    } else if (Array.isArray(value)) {
      const items = node?.kind === 'list' ? node.items : [];
      for (const [index, item] of value.entries()) this.visit(item, items[index], place, changedBy);
    } else {
      const entries = node?.kind === 'map' ? node.entries : undefined;
      for (const key of Object.keys(value)) this.visit(value[key] ?? null, entries?.get(key), place, changedBy);
    }
  }

  #checkNumber(value: null | boolean | number | bigint | string, { file, line, column }: Place): void {
    const kept =
      typeof value === 'bigint' ? BigInt(Number(value)) === value : typeof value !== 'number' || Number.isFinite(value);
    if (kept) return;
    // The number is not named: it may be a password.
    const message = 'a number that cannot be kept exactly: put it in quotes if it is a name';
    this.problem ??= { code: 'number-too-large', message, file, line, column };
  }
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

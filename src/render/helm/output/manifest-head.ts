import { createLru, type Lru } from '../../../base/index.ts';
import { isMap, jsonKind, readFirstDocument, StructReader } from '../chart/index.ts';
import type { YamlValue } from '../../../yaml/index.ts';
import { HelmError } from '../error.ts';

/** What helm looks at in a manifest (pkg/release/v1/util SimpleHead). Byte strings, empty where they are not said. */
export interface ManifestHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly annotations: ReadonlyMap<string, string> | undefined;
}

/** Heads of manifests that were read before, by their text: most manifests are the same in the next render. */
export class ManifestHeads {
  readonly #known: Lru<{ readonly head: ManifestHead; readonly size: number }>;

  constructor({ maxBytes }: { readonly maxBytes: number }) {
    this.#known = createLru({ maxSize: maxBytes, sizeOf: ({ size }) => size });
  }

  /** Reads the head of a manifest of `file`. Throws HelmError `manifest` where it is no YAML, or no map. */
  read(manifest: string, file: string): ManifestHead {
    const known = this.#known.get(manifest);
    if (known !== undefined) return known.head;
    const head = readHead(manifest, file);
    this.#known.set(manifest, { head, size: manifest.length + 500 });
    return head;
  }
}

function readHead(manifest: string, file: string): ManifestHead {
  const before = `YAML parse error on ${file}: `;
  const fault = (message: string): HelmError =>
    new HelmError('manifest', `${before}error unmarshaling JSON: while decoding JSON: ${message}`, { object: file });
  const head = new StructReader(readFirstDocument(manifest, 'manifest', before), 'util.SimpleHead', fault);
  const given = head.value('metadata');
  if (given !== null && !isMap(given)) throw fault(otherMetadata(given));
  const metadata = new StructReader(given, '.metadata', fault);
  return {
    apiVersion: head.text('apiVersion'),
    kind: head.text('kind'),
    name: metadata.text('name'),
    annotations: metadata.textMap('annotations'),
  };
}

function otherMetadata(value: YamlValue): string {
  const type = 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }';
  return `json: cannot unmarshal ${jsonKind(value)} into Go struct field SimpleHead.metadata of type ${type}`;
}

import { createLru, type Lru, type Problem } from '../../../base/index.ts';
import { type ParsedFile, parseFile } from '../../directory/index.ts';
import { maxExpansion } from '../../limits.ts';
import { OriginWriter } from '../../origin/index.ts';
import type { RenderContext, RenderedObject, RenderOutput } from '../../render-kind.ts';

/** A document of a chart, and the template or file that it came from. */
interface ChartDocument {
  readonly path: string;
  readonly content: string;
}

interface ParsedDocument {
  readonly objects: readonly { readonly json: Uint8Array; readonly origins: Uint8Array }[];
  readonly problems: ParsedFile['problems'];
  readonly size: number;
}

/** Makes objects of the documents that charts give; documents seen before are kept. */
export class ChartObjects {
  readonly #known: Lru<ParsedDocument>;

  constructor({ maxBytes }: { readonly maxBytes: number }) {
    this.#known = createLru({ maxSize: Math.max(1, maxBytes), sizeOf: ({ size }) => size });
  }

  /** The objects of documents in their order; their origin is the template, whose first line stands for all of it. */
  of(documents: readonly ChartDocument[], folder: string, context: RenderContext): RenderOutput {
    const { limits } = context;
    const objects: RenderedObject[] = [];
    const problems: Problem[] = [];
    const warnings: Problem[] = [];
    let bytes = 0;
    for (const { path, content } of documents) {
      context.checkpoint();
      const file = fileOf(path, folder);
      const parsed = this.#parse(content);
      problems.push(...parsed.problems.map(({ code, message }) => ({ code, message, file })));
      for (const { json, origins } of parsed.objects) {
        bytes += json.length;
        if (objects.length === limits.maxObjects) {
          const message = `the chart gives more than ${limits.maxObjects} objects: split it`;
          return { objects: [], problems: [{ code: 'too-many-objects', message, file }], warnings };
        }
        if (bytes > maxExpansion * limits.maxBytes) {
          const message = `the objects are larger than ${maxExpansion * limits.maxBytes} bytes together: split the chart`;
          return { objects: [], problems: [{ code: 'too-many-bytes', message, file }], warnings };
        }
        objects.push({ json, origins: { bytes: origins, files: [file], transformers: [] } });
      }
    }
    return { objects, problems, warnings };
  }

  #parse(content: string): ParsedDocument {
    const known = this.#known.get(content);
    if (known !== undefined) return known;
    const { objects, problems } = parseFile(Buffer.from(content), 'yaml', 'argocd');
    const parsed: ParsedDocument = {
      objects: objects.map(({ json }) => ({ json, origins: originsOf(json) })),
      problems,
      size: 4 * content.length + 500,
    };
    this.#known.set(content, parsed);
    return parsed;
  }
}

/** Where a template is in the tree: paths of templates start with the name of the root chart. */
function fileOf(path: string, folder: string): string {
  const below = path.slice(path.indexOf('/') + 1);
  return folder === '' ? below : `${folder}/${below}`;
}

/** Every node of the object at the first line of its file. */
function originsOf(json: Uint8Array): Uint8Array {
  const writer = new OriginWriter();
  const visit = (value: unknown): void => {
    writer.add(1, 1);
    if (typeof value !== 'object' || value === null) return;
    for (const item of Object.values(value)) visit(item);
  };
  visit(JSON.parse(Buffer.from(json).toString()));
  return writer.finish();
}

import { mediaTypes } from '../../../src/source/oci/index.ts';
import { chartArchive, tarGz } from '../../support/archives.ts';
import { ChartServer } from '../../support/chart-server.ts';
import { signManifest } from '../../support/cosign.ts';
import { digestOf, TestRegistry } from '../../support/oci-registry.ts';
import type { PublishAction, PushAction } from '../model/scenario.ts';

/** Something with a digest that came about: an index, a pushed manifest, one of its layers. */
export interface NamedDigest {
  readonly kind: 'index' | 'manifest' | 'layer';
  /** `sha256:…`. */
  readonly digest: string;
}

/** The hosts of archives of one scenario: charts over HTTP, and a registry. They start when they are first needed. */
export class ArchiveHost implements AsyncDisposable {
  readonly #charts: ChartServer;
  readonly #registry: TestRegistry;

  private constructor(charts: ChartServer, registry: TestRegistry) {
    this.#charts = charts;
    this.#registry = registry;
  }

  static async start(): Promise<ArchiveHost> {
    return new ArchiveHost(await ChartServer.start(), await TestRegistry.start());
  }

  /** Where charts are: `http://host:port`. */
  get charts(): string {
    return this.#charts.url;
  }

  /** The registry: `host:port`. */
  get registry(): string {
    return this.#registry.host;
  }

  /** Publishes a chart over HTTP, and names the index that came about. */
  async publish({ chart, version, files, created }: PublishAction): Promise<readonly NamedDigest[]> {
    await this.#charts.publish(chart, version, { files, ...(created === undefined ? {} : { created }) });
    return [{ kind: 'index', digest: digestOf(Buffer.from(this.#charts.indexText())) }];
  }

  /** Replaces the index over HTTP by any text. */
  breakIndex(text: string): void {
    this.#charts.index = text;
  }

  /** Pushes a chart or an artifact, and names its manifest and its layer. */
  async push(action: PushAction): Promise<readonly NamedDigest[]> {
    const { repository, tag, files, annotations } = action;
    if (action.kind === 'chart') {
      const name = repository.slice(repository.lastIndexOf('/') + 1);
      const archive = await chartArchive(name, tag.replaceAll('_', '+'), files);
      const digest = this.#registry.pushChart(repository, tag, archive);
      return [
        { kind: 'manifest', digest },
        { kind: 'layer', digest: digestOf(archive) },
      ];
    }
    const content = await tarGz(Object.entries(files).map(([name, text]) => ({ name, content: text })));
    const layers = [{ mediaType: mediaTypes.fluxContent, content }];
    const digest = this.#registry.push(repository, tag, layers, { annotations });
    if (action.signed) signManifest(this.#registry, repository, digest);
    return [
      { kind: 'manifest', digest },
      { kind: 'layer', digest: digestOf(content) },
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#charts[Symbol.asyncDispose]();
    await this.#registry[Symbol.asyncDispose]();
  }
}

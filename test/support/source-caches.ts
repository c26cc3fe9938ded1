import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock, systemRandom } from '../../src/base/index.ts';
import { ArchiveCache, ArchiveTrees } from '../../src/source/archive/index.ts';
import { HttpClient } from '../../src/source/http/index.ts';
import { ContentStore } from '../../src/source/store/index.ts';

/** What sources that come in archives stand on, in a folder of its own. `await using` removes it. */
export interface SourceCaches extends AsyncDisposable {
  readonly folder: string;
  readonly http: HttpClient;
  readonly store: ContentStore;
  readonly archives: ArchiveCache;
  readonly trees: ArchiveTrees;
}

export async function sourceCaches(clock: Clock = systemClock): Promise<SourceCaches> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-sources-'));
  const common = { clock, random: systemRandom };
  const http = new HttpClient({ random: systemRandom });
  const store = new ContentStore({ directory: join(folder, 'trees'), ...common });
  const archives = new ArchiveCache({ directory: join(folder, 'archives'), ...common });
  return {
    folder,
    http,
    store,
    archives,
    trees: new ArchiveTrees(store),
    async [Symbol.asyncDispose]() {
      await http.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

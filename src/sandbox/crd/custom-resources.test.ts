import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCustomResources } from '../../../scripts/sandbox/index.ts';
import { startSandbox } from '../index.ts';

const data = process.env['SLIPWAY_DATA'] ?? '';
/** Recorded by scripts/record-custom-resources.ts. */
const recorded = join(import.meta.dirname, 'testdata/answers.json');

it.skipIf(data === '' && process.env['ORACLE_REQUIRED'] !== '1')(
  'takes and refuses custom resources as a real API server does (needs SLIPWAY_DATA)',
  { timeout: 180_000 },
  async () => {
    const { answers } = JSON.parse(readFileSync(recorded, 'utf8')) as { answers: unknown };
    const sandbox = await startSandbox({ port: 0 });
    try {
      expect(await runCustomResources(sandbox.url, data, 300)).toEqual(answers);
    } finally {
      await sandbox.close();
    }
  },
);

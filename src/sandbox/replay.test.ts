import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  recordedFolder,
  readScript,
  runScript,
  scriptNames,
  withoutIgnored,
  type RecordedAnswer,
} from '../../scripts/record-sandbox.ts';
import { type Sandbox, startSandbox } from './index.ts';

/** Scripts of which some answers are not yet the API server's. Each runs on its own with `SANDBOX_UNEQUAL=1`; take off what is equal. */
const unequal = new Set([
  'crd',
  'defaults-core',
  'defaults-other',
  'deployment-states',
  'discovery',
  'lists',
  'pods',
  'rbac',
  'scale-status',
  'tables',
  'watches',
]);

/** Scripts whose answers a real API server gave: see scripts/record-sandbox.ts. */
describe('answers of a real API server', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());

  for (const name of scriptNames()) {
    const reason = unequal.has(name) ? 'some answers are not yet those of the API server' : undefined;
    it(name, { timeout: 60_000 }, async ({ skip }) => {
      if (reason !== undefined && process.env['SANDBOX_UNEQUAL'] === undefined) skip(reason);
      const path = join(recordedFolder, `${name}.json`);
      expect(existsSync(path), `${name} is recorded`).toBe(true);
      const { answers } = JSON.parse(readFileSync(path, 'utf8')) as { answers: readonly RecordedAnswer[] };
      const script = readScript(name);
      const own = await runScript(name, script, sandbox.url);
      expect(withoutIgnored(own, script)).toEqual(withoutIgnored(answers, script));
    });
  }
});

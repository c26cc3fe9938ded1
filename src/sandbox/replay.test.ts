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

/** Scripts whose answers a real API server gave: see scripts/record-sandbox.ts. */
describe('answers of a real API server', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());

  it.each(scriptNames().map((name) => [name]))('%s', { timeout: 60_000 }, async (name) => {
    const path = join(recordedFolder, `${name}.json`);
    expect(existsSync(path), `${name} is recorded`).toBe(true);
    const { answers } = JSON.parse(readFileSync(path, 'utf8')) as { answers: readonly RecordedAnswer[] };
    const script = readScript(name);
    const own = await runScript(name, script, sandbox.url);
    expect(withoutIgnored(own, script)).toEqual(withoutIgnored(answers, script));
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ClientRunner,
  clientScriptNames,
  fidelityClasses,
  readClientRecording,
  readClientScript,
} from '../../scripts/sandbox/index.ts';
import { packedTool } from '../../test/support/packed-tools.ts';
import { type Sandbox, startSandbox } from './index.ts';

const kubectl = packedTool('kubectl');

/** What real clients print and how they end on a real API server: see scripts/record-sandbox-clients.ts. */
describe.skipIf(kubectl === undefined)('real clients', { timeout: 120_000 }, () => {
  const known = new Set(fidelityClasses().flatMap((one) => one.known.map((entry) => entry.case)));
  let sandbox: Sandbox;
  let runner: ClientRunner;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    runner = new ClientRunner(sandbox.url, { kubectl: kubectl ?? '' });
  });
  afterAll(async () => {
    runner.close();
    await sandbox.close();
  });

  // Mostly they wait for their own processes.
  it.concurrent.each(clientScriptNames().map((name) => [name]))('%s', async (name) => {
    const { commands } = readClientRecording(name);
    const own = await runner.play(name, readClientScript(name));
    const isKnown = (index: number): boolean => known.has(`clients/${name}#${index}`);
    expect(own.filter((_, index) => !isKnown(index))).toEqual(commands.filter((_, index) => !isKnown(index)));
    for (const [index, answer] of own.entries()) if (isKnown(index)) expect(answer).not.toEqual(commands[index]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  differingCases,
  fidelityClasses,
  readRecording,
  readScript,
  runScript,
  scriptNames,
} from '../../scripts/sandbox/index.ts';
import { type Sandbox, startSandbox } from './index.ts';

/** Scripts whose answers a real API server gave: see scripts/record-sandbox.ts. */
describe('answers of a real API server', () => {
  const known = new Map(fidelityClasses().flatMap((one) => one.known.map((entry) => [entry.case, entry.reason])));
  let full: Sandbox;
  let bare: Sandbox;
  beforeAll(async () => {
    full = await startSandbox({ port: 0 });
    bare = await startSandbox({ port: 0, controllers: false });
  });
  afterAll(async () => {
    await full.close();
    await bare.close();
  });

  it.each(scriptNames().map((name) => [name]))('%s', { timeout: 60_000 }, async (name) => {
    const { answers } = readRecording(name);
    const script = readScript(name);
    const own = await runScript(name, script, script.bare === true ? bare.url : full.url, answers);
    const { differing, unexpected } = differingCases(name, script, own, answers, known);
    expect(unexpected.own).toEqual(unexpected.recorded);
    // A known difference that is none any more is taken off the list.
    expect(differing).toEqual([...known.keys()].filter((id) => id.startsWith(`${name}#`)).sort());
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindAnswersFolder, type KindAnswers, kindCaseNames, runKindCases } from '../../scripts/record-kinds.ts';
import { fidelityClasses } from '../../scripts/sandbox/index.ts';
import { canonicalJson } from '../base/index.ts';
import { type Sandbox, startSandbox } from './index.ts';

/** Cases that are answered otherwise than by a real API server, by their label, with the reason: they may only become fewer. */
const known = new Map(
  fidelityClasses()
    .filter(({ name }) => name === '7-kinds')
    .flatMap((one) => one.known.map((entry) => [entry.case, entry.reason])),
);

/** Built-in kinds: defaults, errors, changes and columns, as a real API server gives them (scripts/record-kinds.ts). */
describe('built-in kinds on a real API server', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());

  it.each(kindCaseNames().map((name) => [name]))('%s', { timeout: 120_000 }, async (name) => {
    const text = readFileSync(join(kindAnswersFolder, `${name}.json`), 'utf8');
    const { answers } = JSON.parse(text) as { answers: KindAnswers };
    const own = await runKindCases(name, sandbox.url);
    expect(Object.keys(own)).toEqual(Object.keys(answers));
    const differing = Object.keys(answers).filter(
      (label) => canonicalJson(own[label] ?? null) !== canonicalJson(answers[label] ?? null),
    );
    const unknown = differing.filter((label) => !known.has(label));
    for (const label of unknown) expect.soft(own[label], label).toEqual(answers[label]);
    const equalNow = Object.keys(answers).filter((label) => known.has(label) && !differing.includes(label));
    expect(equalNow, 'no difference any more: take them out of the file').toEqual([]);
    expect(unknown).toEqual([]);
  });

  it('names no difference of a case that is not there', () => {
    const labels = new Set(
      kindCaseNames().flatMap((name) => {
        const text = readFileSync(join(kindAnswersFolder, `${name}.json`), 'utf8');
        return Object.keys((JSON.parse(text) as { answers: KindAnswers }).answers);
      }),
    );
    expect([...known.keys()].filter((label) => !labels.has(label))).toEqual([]);
  });
});

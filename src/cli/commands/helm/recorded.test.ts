import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runVerb } from '../../testing/run-verb.ts';

interface Area {
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly name: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly args: readonly string[];
  }[];
}

type Answer = { readonly out: string } | { readonly error: string };
type Recorded = Readonly<Record<string, Answer>>;

const testdata = join(import.meta.dirname, 'testdata');

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(testdata, file), 'utf8'));
}

/** What a version said; one that says what the one before it says is not recorded. */
function answerOf(recorded: Recorded, profile: string): Answer {
  const versions = ['4.3', '4.2', '4.1'].filter((version) => version <= profile);
  const found = versions.map((version) => recorded[version]).find((answer) => answer !== undefined);
  return found ?? { error: 'not recorded' };
}

/** The words of refusals that helm itself finds are held to the letter; what Go's parsers of YAML and JSON complain of is not. */
function comparable(error: string): string {
  return error
    .replace(/(error converting YAML to JSON: |invalid character ).*/s, '$1…')
    .replace(/(unable to detect chart at ).*/s, '$1…')
    .trim();
}

async function run(area: Area, index: number, profile: string): Promise<Answer> {
  const { files, args } = area.cases[index]!;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-helm-'));
  try {
    for (const [path, text] of Object.entries({ ...area.files, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const words = ['helm', 'template', 'rel', 'c', '--as-version', profile, ...args];
    const { code, out, err } = await runVerb(words, { folder });
    if (code === 0) return { out };
    const lines = err.split('\n');
    return { error: lines.slice(lines.findIndex((line) => line.startsWith('Error: '))).join('\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(['set', 'values', 'dependencies', 'loading'])('helm template: %s', (name) => {
  const area = read(`${name}.json`) as Area;
  const recorded = read(`${name}.recorded.json`) as Recorded[];
  it.each(['4.1', '4.2', '4.3'])('says what helm %s says', { timeout: 120_000 }, async (profile) => {
    const different: string[] = [];
    for (const [index, { name: named, args }] of area.cases.entries()) {
      const expected = answerOf(recorded[index]!, profile);
      const answer = await run(area, index, profile);
      const same =
        'out' in expected
          ? 'out' in answer && answer.out === expected.out
          : 'error' in answer && comparable(answer.error) === comparable(expected.error);
      if (!same)
        different.push(
          `${named} ${args.join(' ')}\n  helm: ${JSON.stringify(expected)}\n  ours: ${JSON.stringify(answer)}`,
        );
    }
    expect(different.length, different.join('\n')).toBe(0);
  });
});

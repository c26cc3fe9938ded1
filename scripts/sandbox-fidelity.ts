/**
 * Writes `docs/sandbox-fidelity.md` from the classes in `src/sandbox/testdata/fidelity` and what is recorded for them. With `--shrink`
 * it first replays the scripts with known differences, and takes off those lists what is equal now.
 *
 *     bin/node scripts/sandbox-fidelity.ts [--shrink]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../src/sandbox/index.ts';
import {
  differingCases,
  fidelityClasses,
  fidelityDocument,
  readRecording,
  readScript,
  runScript,
  takeOff,
} from './sandbox/index.ts';

if (process.argv.includes('--shrink')) await shrink();
writeFileSync(join(import.meta.dirname, '../docs/sandbox-fidelity.md'), fidelityDocument());

async function shrink(): Promise<void> {
  const full = await startSandbox({ port: 0 });
  const bare = await startSandbox({ port: 0, controllers: false });
  for (const { name, known } of fidelityClasses()) {
    const byScript = Map.groupBy(
      known.filter((entry) => entry.case.includes('#')),
      (entry) => entry.case.split('#')[0] ?? '',
    );
    const equal = new Set<string>();
    for (const [script, entries] of byScript) {
      const read = readScript(script);
      const { answers } = readRecording(script);
      const own = await runScript(script, read, read.bare === true ? bare.url : full.url, answers);
      const { differing } = differingCases(script, read, own, answers, new Map());
      for (const entry of entries) if (!differing.includes(entry.case)) equal.add(entry.case);
    }
    if (equal.size > 0) takeOff(name, equal);
    if (equal.size > 0) console.log(`${name}: ${equal.size} of ${known.length} are equal now`);
  }
  await full.close();
  await bare.close();
}

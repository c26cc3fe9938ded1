/**
 * Asks a real API server what it thinks of the custom resources in SLIPWAY_DATA and records its answers, so that the sandbox can be held
 * to them without one.
 *
 *     SLIPWAY_DATA=DIR bin/node scripts/record-custom-resources.ts https://127.0.0.1:29443
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCustomResources } from './sandbox/index.ts';

const target = join(import.meta.dirname, '../src/sandbox/crd/testdata/answers.json');
/** How long a real server may take to serve what was installed. */
const settleMs = 6000;
const answers = await runCustomResources(process.argv[2] ?? '', process.env['SLIPWAY_DATA'] ?? '', settleMs);
writeFileSync(target, `${JSON.stringify({ answers }, null, 1)}\n`);
console.log(answers.length);

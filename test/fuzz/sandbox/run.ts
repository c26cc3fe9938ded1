/**
 * Sends random requests to a sandbox and shows those that it does not answer as any request must be; exits with 1 where there are any.
 *
 *     npm run fuzz:sandbox -- [--seed 1] [--count 20000] [--show 10]
 *
 * A thousand requests share a namespace and a sandbox; the nth thousand is made of seed + n.
 */
import { parseArgs } from 'node:util';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { fuzzSandbox } from './check.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20000' },
    show: { type: 'string', default: '10' },
  },
});
const part = 1000;
const statuses: Record<string, number> = {};
let found = 0;
for (let start = 0; start < Number(values.count); start += part) {
  const seed = Number(values.seed) + start / part;
  const sandbox = await startSandbox({ port: 0 });
  const result = await fuzzSandbox(sandbox, seed, Math.min(part, Number(values.count) - start));
  await sandbox.close();
  for (const [status, count] of Object.entries(result.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
  for (const { index, request, what } of result.findings) {
    found += 1;
    if (found > Number(values.show)) continue;
    const body = request.body?.subarray(0, 800).toString() ?? '';
    process.stdout.write(`seed ${seed} request ${index}: ${request.method} ${request.path.slice(0, 300)}\n`);
    process.stdout.write(`  ${JSON.stringify(request.headers)}\n  ${body}\n  ${what}\n`);
  }
}
process.stdout.write(`${JSON.stringify({ findings: found, statuses })}\n`);
process.exitCode = found > 0 ? 1 : 0;

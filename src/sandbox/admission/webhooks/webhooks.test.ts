import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runWebhookScenario } from '../../../../scripts/sandbox/index.ts';
import { systemRandom } from '../../../base/index.ts';
import { startSandbox } from '../../index.ts';
import { makeCertificate } from '../../tls/certificate.ts';

/** Recorded by scripts/record-webhooks.ts. */
const recorded = join(import.meta.dirname, 'testdata/answers.json');

it('asks webhooks as a real API server does', { timeout: 60_000 }, async () => {
  const { answers } = JSON.parse(readFileSync(recorded, 'utf8')) as { answers: unknown };
  const made = makeCertificate(Date.now(), systemRandom);
  const sandbox = await startSandbox({ port: 0 });
  try {
    expect(await runWebhookScenario(sandbox.url, { ...made, authority: made.certificate }, 0)).toEqual(answers);
  } finally {
    await sandbox.close();
  }
});

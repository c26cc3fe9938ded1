/**
 * Lets a real API server ask the webhooks of `scripts/sandbox/webhooks.ts` and records what its clients got, so that the sandbox can be
 * held to that without one. The certificate is a self-signed one for 127.0.0.1.
 *
 *     bin/node scripts/record-webhooks.ts https://127.0.0.1:29443 KEY.pem CERTIFICATE.pem
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runWebhookScenario } from './sandbox/index.ts';

const target = join(import.meta.dirname, '../src/sandbox/admission/webhooks/testdata/answers.json');
/** How long a real server may take to hear of a configuration. */
const settleMs = 3000;
const [url = '', key = '', certificate = ''] = process.argv.slice(2);
const pem = readFileSync(certificate, 'utf8');
const made = { key: readFileSync(key, 'utf8'), certificate: pem, authority: pem };
const answers = await runWebhookScenario(url, made, settleMs);
writeFileSync(target, `${JSON.stringify({ answers }, null, 1)}\n`);
console.log(answers.length);

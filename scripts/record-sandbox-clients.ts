/**
 * Runs the scripts of commands in `src/sandbox/testdata/clients` with real clients on a real API server, and records what they print
 * and how they end, so that the sandbox can be held to it.
 *
 *     bin/node scripts/record-sandbox-clients.ts https://127.0.0.1:29443 [NAME...]
 */
import { packedTool } from '../test/support/packed-tools.ts';
import { ClientRunner, clientScriptNames, readClientScript, writeClientRecording } from './sandbox/index.ts';

const [url = '', ...names] = process.argv.slice(2);
const runner = new ClientRunner(url, { kubectl: packedTool('kubectl') ?? 'kubectl' });
for (const name of names.length > 0 ? names : clientScriptNames()) {
  const commands = await runner.play(name, readClientScript(name));
  writeClientRecording(name, { server: 'v1.36.3', client: 'kubectl v1.35.2', commands });
  console.log(name, commands.length);
}
runner.close();

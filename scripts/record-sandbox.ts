/**
 * Runs the request scripts of `src/sandbox/testdata/scripts` on a real API server and records its answers beside them, so that the
 * sandbox can be held to them without one. What differs from run to run (uids, times, versions, generated names) is canonicalised.
 * Scripts that say `bare`, the matrix among them, are for a server beside which nothing runs: they are recorded with `--bare` only.
 *
 *     bin/node scripts/record-sandbox.ts https://127.0.0.1:29443 [--bare] [NAME...]
 */
import { Agent, request } from 'undici';
import { readScript, runScript, scriptNames, writeRecording } from './sandbox/index.ts';

const [url = '', ...rest] = process.argv.slice(2);
const bare = rest.includes('--bare');
const names = rest.filter((argument) => !argument.startsWith('--'));
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
const version = (await (await request(`${url}/version`, { dispatcher })).body.json()) as { gitVersion: string };
const chosen = scriptNames().filter((name) => (readScript(name).bare === true) === bare);
for (const name of names.length > 0 ? names : chosen) {
  const answers = await runScript(name, readScript(name), url);
  writeRecording(name, { server: version.gitVersion, answers });
  console.log(name, answers.length);
}
await dispatcher.close();

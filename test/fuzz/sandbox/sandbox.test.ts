import { request, Agent } from 'undici';
import { expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { fuzzSandbox } from './check.ts';

it('answers requests of no sense with an error of theirs, and keeps what it holds', { timeout: 120_000 }, async () => {
  const sandbox = await startSandbox({ port: 0 });
  const { findings, statuses } = await fuzzSandbox(sandbox, 7, 400);
  await sandbox.close();
  expect(findings).toEqual([]);
  // The sample reaches what it is for: objects are stored, and requests are refused for several reasons.
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '201', '400', '404', '415', '422']));
});

/** Found by the fuzzer: it was answered with 500. */
it.each([
  ['true', 400, 'json: cannot unmarshal bool into Go value of type map[string]interface {}'],
  ['[1]', 400, 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ['5', 400, 'json: cannot unmarshal number into Go value of type map[string]interface {}'],
  ['null', 200, undefined],
])('answers a strategic merge of %s with %i', async (body, status, message) => {
  const sandbox = await startSandbox({ port: 0 });
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const answer = await request(`${sandbox.url}/api/v1/namespaces/default`, {
    method: 'PATCH',
    dispatcher,
    headers: { authorization: 'Bearer admin', 'content-type': 'application/strategic-merge-patch+json' },
    body,
  });
  const read = (await answer.body.json()) as { message?: string };
  await dispatcher.close();
  await sandbox.close();
  expect([answer.statusCode, read.message]).toEqual([status, message]);
});

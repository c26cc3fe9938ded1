import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ReleaseError } from '../error.ts';
import { encodeRelease, packRelease, unpackRelease, withStatus } from './index.ts';

const folder = join(import.meta.dirname, 'testdata');
const records = readdirSync(folder).map((file) => ({ file, packed: readFileSync(join(folder, file), 'utf8') }));
const jsonOf = (packed: string): string => gunzipSync(Buffer.from(packed, 'base64')).toString();
const pack = (json: string): string => gzipSync(json).toString('base64');

function refusal(act: () => unknown): ReleaseError {
  try {
    act();
  } catch (error) {
    if (error instanceof ReleaseError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('records of releases', () => {
  it.each(records)('are written byte for byte as helm wrote them: $file', ({ packed }) => {
    const release = unpackRelease(packed, {});
    expect(encodeRelease(release)).toBe(jsonOf(packed));
    expect(jsonOf(packRelease(release))).toBe(jsonOf(packed));
  });

  it('tell what is in them', () => {
    const [{ packed } = { packed: '' }] = records;
    const release = unpackRelease(packed, { team: 'a' });
    expect(release).toMatchObject({ name: 'rec', namespace: 'default', version: 1, applyMethod: 'ssa' });
    expect(release.info).toMatchObject({ status: 'deployed', description: 'Install complete' });
    expect(release.labels).toEqual({ team: 'a' });
    expect(release.hooks.map(({ name, events, lastRun }) => [name, events, lastRun.phase])).toEqual([
      ['rec-pre', ['pre-install', 'pre-upgrade'], 'Succeeded'],
    ]);
    expect(release.config.reveal()).toMatchObject({ a: { b: '<&>' } });
    expect(release.manifest.reveal()).toContain('kind: ConfigMap');
  });

  it('keep members that are not known, at every level', () => {
    const json =
      '{"name":"a","info":{"status":"deployed","later":{"x":1}},"chart":{"metadata":{"name":"c"},"odd":true},' +
      '"hooks":[{"name":"h","last_run":{"phase":""},"new":[1]}],"version":3,"future":"f"}';
    const next = withStatus(unpackRelease(pack(json), {}), 'superseded');
    expect(JSON.parse(encodeRelease(next))).toEqual({
      ...(JSON.parse(json) as object),
      info: { status: 'superseded', later: { x: 1 } },
    });
  });

  it('are read where they are older than compression', () => {
    const json = '{"name":"old","version":2}';
    expect(unpackRelease(Buffer.from(json).toString('base64'), {})).toMatchObject({ name: 'old', version: 2 });
  });

  it('order the members of maps as Go does, also numbers and characters beyond the basic plane', () => {
    const release = unpackRelease(pack('{"config":{"\u{1f600}":1,"\uffff":2,"10":3,"9":4,"a":5}}'), {});
    expect(encodeRelease(release)).toContain('"config":{"10":3,"9":4,"a":5,"\uffff":2,"\u{1f600}":1}');
  });

  it.each([
    ['no base64 of anything', 'corrupt', '%%%'],
    ['another thing than an object', 'corrupt', pack('[1]')],
    ['a broken archive', 'corrupt', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]).toString('base64')],
  ] as const)('are refused where they are %s', (_what, code, packed) => {
    expect(refusal(() => unpackRelease(packed, {})).code).toBe(code);
  });

  it('are read up to a limit, packed and unpacked', () => {
    const bomb = pack(`{"manifest":"${'a'.repeat(5000)}"}`);
    expect(refusal(() => unpackRelease(bomb, {}, { maxPackedBytes: 10, maxBytes: 10_000 })).code).toBe('too-large');
    expect(refusal(() => unpackRelease(bomb, {}, { maxPackedBytes: 10_000, maxBytes: 4000 })).code).toBe('too-large');
    expect(unpackRelease(bomb, {}, { maxPackedBytes: 10_000, maxBytes: 6000 }).manifest.reveal()).toHaveLength(5000);
  });

  it('never show values, manifests, hooks or notes', () => {
    const release = unpackRelease(
      pack(
        '{"config":{"p":"hunter2"},"manifest":"hunter2","info":{"notes":"hunter2"},"hooks":[{"manifest":"hunter2"}]}',
      ),
      {},
    );
    expect(inspect(release, { depth: 9 })).not.toContain('hunter2');
    expect(JSON.stringify(release)).not.toContain('hunter2');
    expect(refusal(() => unpackRelease(pack('{"p":"hunter2"'), {})).message).not.toContain('hunter2');
  });
});

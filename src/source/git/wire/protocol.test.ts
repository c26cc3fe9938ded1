import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAdvertisement } from './advertisement.ts';
import { fetchRequest, readFetch } from './fetch-pack.ts';
import { lsRefsRequest, readLsRefs } from './ls-refs.ts';
import { delimiterPacket, flushPacket, type Packet, packetText, readPackets, textPacket } from './pkt-line.ts';
import { isRefName } from './remote-refs.ts';

const object = 'https://host/repo';
const a = 'a'.repeat(40);
const b = 'b'.repeat(40);
const c = 'c'.repeat(40);

/** A stream of these bytes in pieces of `size`. */
async function* pieces(bytes: Buffer, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
const stream = (...parts: readonly (Buffer | string)[]): AsyncGenerator<Uint8Array> =>
  pieces(Buffer.concat(parts.map((part) => (typeof part === 'string' ? textPacket(part) : part))));

async function all(packets: AsyncIterable<Packet>): Promise<Packet[]> {
  const found: Packet[] = [];
  for await (const packet of packets) found.push(packet);
  return found;
}

describe('packets', () => {
  it('are read whatever pieces they come in', async () => {
    const texts = fc.array(fc.string({ maxLength: 300 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 50 }), async (lines, size) => {
        const bytes = Buffer.concat([...lines.map(textPacket), flushPacket, delimiterPacket]);
        const read = await all(readPackets(pieces(bytes, size), object));
        expect(read.map((packet) => (packet.kind === 'data' ? packetText(packet.payload) : packet.kind))).toEqual([
          ...lines,
          'flush',
          'delimiter',
        ]);
      }),
      { numRuns: 50 },
    );
  });

  it('may be empty', async () => {
    expect(await all(readPackets(pieces(Buffer.from('0004')), object))).toEqual([
      { kind: 'data', payload: Buffer.alloc(0) },
    ]);
  });

  it.each(['000', '0003', 'zzzz', '-001', '0x10', 'fff1', '0010short', '<html>'])(
    'are not read from %j',
    async (text) => {
      await expect(all(readPackets(pieces(Buffer.from(text)), object))).rejects.toMatchObject({
        code: 'unreachable',
        object,
      });
    },
  );
});

describe('what a server says first', () => {
  const read = (...parts: readonly (Buffer | string)[]): ReturnType<typeof readAdvertisement> =>
    readAdvertisement(stream(...parts), object);

  it('in version 2, with and without the line before it', async () => {
    const lines = [
      'version 2',
      'agent=git/2.45',
      'ls-refs=unborn',
      'fetch=shallow wait-for-done filter',
      'object-format=sha1',
    ];
    const smart = { version: 2, canFilter: true, canDeepen: true, namesFormat: true };
    expect(await read(...lines, flushPacket)).toEqual(smart);
    expect(await read('# service=git-upload-pack', flushPacket, ...lines, flushPacket)).toEqual(smart);
    expect(await read('version 2', 'fetch', flushPacket)).toEqual({
      version: 2,
      canFilter: false,
      canDeepen: false,
      namesFormat: false,
    });
  });

  it('in version 0, with tags peeled and the branch of HEAD', async () => {
    const answer = await read(
      '# service=git-upload-pack',
      flushPacket,
      `${a} HEAD\0multi_ack symref=HEAD:refs/heads/main agent=git/1.9`,
      `${a} refs/heads/main`,
      `${b} refs/tags/v1`,
      `${c} refs/tags/v1^{}`,
      flushPacket,
    );
    expect(answer.version === 0 && [...answer.refs.values()]).toEqual([
      { name: 'HEAD', commit: a, target: 'refs/heads/main' },
      { name: 'refs/heads/main', commit: a },
      { name: 'refs/tags/v1', commit: c },
    ]);
  });

  it('in version 1, and of a repository without references', async () => {
    const one = await read('version 1', `${a} refs/heads/main\0x`, flushPacket);
    expect(one.version === 0 && [...one.refs.keys()]).toEqual(['refs/heads/main']);
    const none = await read(`${'0'.repeat(40)} capabilities^{}\0agent=x`, flushPacket);
    expect(none.version === 0 && none.refs.size).toBe(0);
  });

  it.each([
    [['ERR access denied to repo'], 'unauthorized'],
    [['ERR Repository not found.'], 'not-found'],
    [['ERR something else'], 'unreachable'],
    [['version 2', 'object-format=sha256'], 'refused'],
    [[`${'a'.repeat(64)} HEAD\0object-format=sha256`], 'refused'],
  ])('that it does not: %j', async (lines, code) => {
    await expect(read(...lines, flushPacket)).rejects.toMatchObject({ code, object });
  });
});

describe('commands', () => {
  it('name the object format only to servers that know the word', () => {
    for (const namesFormat of [true, false]) {
      for (const request of [
        lsRefsRequest([], namesFormat),
        fetchRequest({ wants: [a], haves: [], shallow: [], namesFormat }),
      ]) {
        expect(request.includes('object-format=sha1')).toBe(namesFormat);
      }
    }
  });
});

describe('references', () => {
  it('are asked for by the beginnings of their names', () => {
    const text = lsRefsRequest(['HEAD', 'refs/heads/'], true).toString();
    expect(text).toMatch(/^0014command=ls-refs\n/);
    expect(text).toContain('0014ref-prefix HEAD\n001bref-prefix refs/heads/\n0000');
  });

  it('are read with what tags lead to and what names stand for', async () => {
    const refs = await readLsRefs(
      stream(
        `${a} HEAD symref-target:refs/heads/main`,
        `${a} refs/heads/main`,
        `${b} refs/tags/v1 peeled:${c}`,
        'unborn refs/heads/x',
        flushPacket,
      ),
      object,
    );
    expect([...refs.values()]).toEqual([
      { name: 'HEAD', commit: a, target: 'refs/heads/main' },
      { name: 'refs/heads/main', commit: a },
      { name: 'refs/tags/v1', commit: c },
    ]);
  });

  it('with names that git would refuse are dropped', async () => {
    const names = ['refs/heads/../x', '--upload-pack=x', 'refs/heads/a.lock', 'refs/heads/~x', 'refs//x', 'x'];
    const refs = await readLsRefs(
      stream(...names.map((name) => `${a} ${name}`), `${'x'.repeat(40)} refs/heads/y`, flushPacket),
      object,
    );
    expect(refs.size).toBe(0);
  });

  it.each([
    'HEAD',
    'refs/heads/main',
    'refs/heads/feature/x-1',
    'refs/pull/1/head',
    'refs/heads/-x',
    'refs/tags/v1.0+b',
    'refs/heads/ä',
  ])('%s is a name', (name) => {
    expect(isRefName(name)).toBe(true);
  });
  it.each([
    '',
    'main',
    'refs/',
    '/refs/x',
    'refs/x/',
    'refs/x.',
    'refs/x..y',
    'refs/.x',
    'refs/x@{y',
    'refs/x\\y',
    'refs/x\ny',
    `refs/${'x'.repeat(2000)}`,
  ])('%j is none', (name) => {
    expect(isRefName(name)).toBe(false);
  });

  it('fail by what the server says', async () => {
    await expect(readLsRefs(stream('ERR access denied'), object)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('a fetch', () => {
  const side = (band: number, content: Buffer | string): Buffer => {
    const payload = Buffer.concat([Buffer.from([band]), Buffer.from(content)]);
    return Buffer.concat([Buffer.from((payload.byteLength + 4).toString(16).padStart(4, '0')), payload]);
  };
  async function read(...parts: readonly (Buffer | string)[]): Promise<{ pack: string; shallow: unknown }> {
    const chunks: Buffer[] = [];
    const shallow = await readFetch(stream(...parts), object, async (chunk) => void chunks.push(Buffer.from(chunk)));
    return { pack: Buffer.concat(chunks).toString(), shallow };
  }

  it('asks for what is wanted, less what is here', () => {
    const text = fetchRequest({
      wants: [a],
      haves: [b],
      shallow: [b],
      depth: 1,
      filter: 'tree:0',
      namesFormat: true,
    }).toString();
    expect(text).toContain(`want ${a}\n`);
    expect(text).toContain(`shallow ${b}\n`);
    expect(text).toContain('deepen 1\n');
    expect(text).toContain('filter tree:0\n');
    expect(text).toContain(`have ${b}\n0009done\n0000`);
    expect(fetchRequest({ wants: [a], haves: [], shallow: [], namesFormat: false }).toString()).not.toMatch(
      /deepen|filter|have|shallow/,
    );
  });

  it('gives the pack and what is shallow', async () => {
    const answer = await read(
      'shallow-info',
      `shallow ${a}`,
      `unshallow ${b}`,
      delimiterPacket,
      'packfile',
      side(2, 'Counting'),
      side(1, 'PACK'),
      side(1, '-rest'),
      flushPacket,
    );
    expect(answer).toEqual({ pack: 'PACK-rest', shallow: { shallow: [a], unshallow: [b] } });
  });

  it.each([
    [[`ERR upload-pack: not our ref ${a}`], 'revision-not-found'],
    [['packfile', side(3, 'out of memory')], 'unreachable'],
    [['packfile', side(1, 'PACK'), Buffer.from('0010cut')], 'unreachable'],
  ])('fails by what the server says', async (parts, code) => {
    await expect(read(...parts)).rejects.toMatchObject({ code, object });
  });

  it('takes words of the pack for what they are', async () => {
    expect((await read('packfile', side(1, 'ERR shallow packfile'), flushPacket)).pack).toBe('ERR shallow packfile');
  });
});

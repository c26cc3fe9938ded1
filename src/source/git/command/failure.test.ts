import { describe, expect, it } from 'vitest';
import { gitFailure } from './failure.ts';
import { Secret } from '../../../base/index.ts';
import { redact } from './redact.ts';

/** What real programs write: git 2.39 with curl and GnuTLS, OpenSSH 9.2. */
const cases: readonly (readonly [stderr: string, code: string, says: string])[] = [
  ["fatal: Authentication failed for 'https://host/repo/'", 'unauthorized', 'refused the credentials'],
  [
    "fatal: could not read Username for 'https://host': terminal prompts disabled",
    'unauthorized',
    'refused the credentials',
  ],
  [
    "fatal: unable to access 'https://host/x/': The requested URL returned error: 403",
    'unauthorized',
    'refused the credentials',
  ],
  [
    "remote: Repository not found.\nfatal: repository 'https://host/x/' not found",
    'not-found',
    'no repository is there',
  ],
  [
    "fatal: unable to access 'https://host/': The requested URL returned error: 404",
    'not-found',
    'no repository is there',
  ],
  [
    "fatal: '/srv/x' does not appear to be a git repository\nfatal: Could not read from remote repository.",
    'not-found',
    'no repository is there',
  ],
  [
    'git@host: Permission denied (publickey).\r\nfatal: Could not read from remote repository.',
    'unauthorized',
    'refused the SSH key',
  ],
  [
    'No ED25519 host key is known for host and you have requested strict checking.\nHost key verification failed.',
    'unauthorized',
    'host key of the server',
  ],
  [
    '@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
    'unauthorized',
    'host key of the server',
  ],
  [
    'Load key "/tmp/key": error in libcrypto\ngit@host: Permission denied (publickey).',
    'unauthorized',
    'SSH key cannot be read',
  ],
  ["fatal: couldn't find remote ref refs/heads/none", 'revision-not-found', 'revision is not'],
  ['fatal: remote error: upload-pack: not our ref 0123', 'revision-not-found', 'revision is not'],
  ['error: Server does not allow request for unadvertised object 0123', 'revision-not-found', 'revision is not'],
  ["fatal: unable to access 'https://host/': Could not resolve host: host", 'unreachable', 'could not be reached'],
  [
    'ssh: connect to host host port 22: Connection refused\nfatal: Could not read from remote repository.',
    'unreachable',
    'could not be reached',
  ],
  [
    "fatal: unable to access 'https://host/': server certificate verification failed. CAfile: none",
    'unreachable',
    'TLS connection failed',
  ],
  [
    'fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output',
    'storage',
    'is the disk full',
  ],
  ['fatal: pack exceeds maximum allowed size (1.00 KiB)', 'too-large', 'larger than allowed'],
  ["fatal: detected dubious ownership in repository at '/srv/x'", 'refused', 'belongs to another user'],
  ["fatal: transport 'ext' not allowed", 'refused', 'transport is not allowed'],
  ["fatal: unable to access 'https://host/': The requested URL returned error: 301", 'refused', 'redirects'],
  ['ssh: connect to host host port 22: Connection timed out', 'timeout', 'did not answer in time'],
  [
    'error: RPC failed; curl 28 Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds',
    'timeout',
    'did not answer in time',
  ],
  ['', 'unreachable', 'could not be reached'],
];

describe('gitFailure', () => {
  it.each(cases)('%j is %s', (stderr, code, says) => {
    const failure = gitFailure('https://host/repo', stderr);
    expect(failure).toMatchObject({ code, object: 'https://host/repo' });
    expect(failure.message).toContain(says);
    expect(failure.message).toMatch(/^https:\/\/host\/repo: /);
  });

  it('adds what git said, on one line and not at any length', () => {
    const stderr = `Receiving objects: 10%\rremote: Counting objects\nfatal: one\u001b[31m\nerror: two\nfatal: three\nfatal: ${'four'.repeat(500)}`;
    expect(gitFailure('x', stderr).message).toBe(
      'x: the server could not be reached or the transfer failed (fatal: one [31m; error: two; fatal: three)',
    );
    expect(gitFailure('x', `fatal: ${'x'.repeat(5000)}`).message.length).toBeLessThan(500);
  });
});

describe('redact', () => {
  it.each([
    ['the password is hunter2!x', ['hunter2!x'], 'the password is [secret]'],
    ['https://me:a%20b%2Fc@host', ['a b/c'], 'https://me:[secret]@host'],
    ['authorization: Basic dXNlcjpwYXNz, Bearer abc.def-123', [], 'authorization: Basic [secret], Bearer [secret]'],
    ['a key: MIIEvQIBADANBgkqhkiG9w0B end', ['-----BEGIN\nMIIEvQIBADANBgkqhkiG9w0B\n-----END'], 'a key: [secret] end'],
    ['abc', ['abc'], 'abc'],
  ])('%j', (text, secrets, expected) => {
    expect(
      redact(
        text,
        secrets.map((secret) => new Secret(secret)),
      ),
    ).toBe(expected);
  });
});

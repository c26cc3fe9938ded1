import { SourceError, type SourceErrorCode } from '../../error.ts';

/** What git, ssh and curl say, first match first, and what it means to a user. */
const meanings: readonly { readonly says: RegExp; readonly code: SourceErrorCode; readonly text: string }[] = [
  {
    says: /No space left on device|disk quota exceeded|unable to write file|write error|Read-only file system|unable to create (?:temporary|directory)/i,
    code: 'storage',
    text: 'the local cache cannot be written; is the disk full?',
  },
  {
    says: /pack exceeds maximum allowed size/i,
    code: 'too-large',
    text: 'the repository is larger than allowed',
  },
  {
    says: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No \S+ host key is known/i,
    code: 'unauthorized',
    text: 'the host key of the server is not the one in known_hosts; add the right key (ssh-keyscan shows it)',
  },
  {
    says: /incorrect passphrase|error in libcrypto|invalid format|Load key/i,
    code: 'unauthorized',
    text: 'the SSH key cannot be read; check its format and passphrase',
  },
  {
    says: /Permission denied \(|Too many authentication failures|no mutual signature/i,
    code: 'unauthorized',
    text: 'the server refused the SSH key; check that it may read the repository',
  },
  {
    says: /Authentication failed|could not read Username|could not read Password|error: 401|error: 403|HTTP 401|HTTP 403|returned error: 40[13]/i,
    code: 'unauthorized',
    text: 'the server refused the credentials; check that they are set and may read the repository',
  },
  {
    says: /not our ref|unadvertised object|couldn't find remote ref|no such remote ref|invalid refspec|bad object|unknown revision/i,
    code: 'revision-not-found',
    text: 'the revision is not in the repository',
  },
  {
    says: /Repository not found|does not exist|not found|does not appear to be a git repository|error: 404|error: 410/i,
    code: 'not-found',
    text: 'no repository is there, or the credentials do not let it be seen',
  },
  {
    says: /dubious ownership/i,
    code: 'refused',
    text: 'the folder belongs to another user, and git does not read from it',
  },
  {
    says: /unable to update url base from redirection|error: 30\d/i,
    code: 'refused',
    text: 'the server redirects to another address; use that address',
  },
  {
    says: /transport '[^']*' not allowed|is not allowed|strange (?:pathname|hostname|port)/i,
    code: 'refused',
    text: 'the transport is not allowed',
  },
  {
    says: /certificate|SSL|TLS|gnutls/i,
    code: 'unreachable',
    text: 'the TLS connection failed; a private certificate authority has to be given with the credentials',
  },
  {
    says: /timed out|Operation too slow/i,
    code: 'timeout',
    text: 'the server did not answer in time',
  },
];

/** The error for what a failed git wrote to stderr, which the caller has cleared of secrets. */
export function gitFailure(object: string, stderr: string): SourceError {
  const found = meanings.find((meaning) => meaning.says.test(stderr));
  const detail = lastLines(stderr);
  const text = found?.text ?? 'the server could not be reached or the transfer failed';
  return new SourceError(found?.code ?? 'unreachable', `${object}: ${text}${detail === '' ? '' : ` (${detail})`}`, {
    object,
  });
}

/** The lines of stderr that say what happened, on one line. */
function lastLines(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    // Where we have put a key says nothing to anybody.
    .map((line) =>
      line
        .slice(0, 500)
        .replaceAll(/\p{Cc}/gu, ' ')
        .replaceAll(/[^\s"]*\/connection-\w+\//g, '')
        .trim(),
    )
    .filter(
      (line) =>
        line !== '' &&
        !/^(?:warning: Permanently added|Receiving|remote: (?:Counting|Compressing|Enumerating))/.test(line),
    );
  const telling = lines.filter((line) => /^(?:fatal|error|ERROR|ssh|remote):/.test(line) || /denied|failed/.test(line));
  return (telling.length > 0 ? telling : lines).slice(0, 3).join('; ').slice(0, 400);
}

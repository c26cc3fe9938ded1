/** Where an answer sends its reader; undefined where it is no redirect or names no address of HTTP. */
export function redirectTarget(
  reply: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  from: string,
): string | undefined {
  const location = reply.headers['location'];
  if (![301, 302, 303, 307, 308].includes(reply.status) || location === undefined) return undefined;
  if (!URL.canParse(location, from)) return undefined;
  const target = new URL(location, from);
  return /^https?:$/.test(target.protocol) ? target.href : undefined;
}

/**
 * Whether credentials for `from` may go to `to`: the same scheme, host and port (helm v4.2, httpgetter.go), or the same host on its way from
 * http to https.
 */
export function mayCarryCredentials(from: string, to: string): boolean {
  if (!URL.canParse(from) || !URL.canParse(to)) return false;
  const [a, b] = [new URL(from), new URL(to)];
  if (a.origin === b.origin) return true;
  return (
    a.hostname === b.hostname && a.protocol === 'http:' && b.protocol === 'https:' && a.port === '' && b.port === ''
  );
}

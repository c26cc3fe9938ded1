/** What a registry asks for in `WWW-Authenticate`. */
export interface Challenge {
  /** In lower case, such as `bearer`. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const parameterForm = /\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)/y;

/** Reads the challenges of a header (RFC 9110, 11.6.1); what is malformed ends the reading. */
export function readChallenges(header: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  let rest = header.slice(0, 8192).trim();
  while (rest !== '') {
    const scheme = /^([A-Za-z][A-Za-z0-9_-]*)(?:\s+|$)/.exec(rest);
    if (scheme === null) break;
    rest = rest.slice(scheme[0].length);
    const parameters: Record<string, string> = {};
    for (;;) {
      parameterForm.lastIndex = 0;
      const match = parameterForm.exec(rest);
      if (match === null) break;
      const [whole, name = '', quoted, plain = ''] = match;
      parameters[name.toLowerCase()] = quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, '$1');
      rest = rest.slice(whole.length).trimStart();
    }
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters });
    rest = rest.replace(/^,\s*/, '');
  }
  return challenges;
}

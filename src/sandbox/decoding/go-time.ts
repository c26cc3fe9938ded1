const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;

/** A time as metav1.Time stores it: RFC 3339 in UTC, whole seconds. Undefined where the text is not RFC 3339. */
export function canonicalTime(text: string): string | undefined {
  const parsed = parse(text);
  return parsed === undefined ? undefined : `${new Date(parsed.ms).toISOString().slice(0, 19)}Z`;
}

/** A time as metav1.MicroTime stores it: with six digits of the second. */
export function canonicalMicroTime(text: string): string | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  return `${new Date(parsed.ms).toISOString().slice(0, 19)}.${parsed.fraction.padEnd(6, '0').slice(0, 6)}Z`;
}

/** What Go's time.Parse says about a text that is not RFC 3339. */
export function timeError(text: string): string {
  const quoted = JSON.stringify(text);
  const layout = '2006-01-02T15:04:05Z07:00';
  return `parsing time ${quoted} as ${JSON.stringify(layout)}: cannot parse ${quoted} as "2006"`;
}

function parse(text: string): { readonly ms: number; readonly fraction: string } | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const ms = Date.parse(`${text.slice(0, 19)}${match[8]}`);
  return Number.isNaN(ms) ? undefined : { ms, fraction: match[7] ?? '' };
}

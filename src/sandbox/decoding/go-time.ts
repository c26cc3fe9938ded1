const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;

/** A time as metav1.Time stores it: RFC 3339 in UTC, whole seconds. Undefined where the text is not RFC 3339. */
export function canonicalTime(text: string): string | undefined {
  const parsed = parse(text);
  return parsed === undefined ? undefined : `${new Date(parsed.ms).toISOString().slice(0, 19)}Z`;
}

/** A time as metav1.MicroTime stores it: with six digits of the second, which the text must have. */
export function canonicalMicroTime(text: string): string | undefined {
  const parsed = parse(text);
  if (parsed?.fraction.length !== 6) return undefined;
  return `${new Date(parsed.ms).toISOString().slice(0, 19)}.${parsed.fraction}Z`;
}

/** What Go's time.Parse says about a text that is not of its layout: RFC 3339, for a MicroTime with exactly six digits of the second. */
export function timeError(text: string, micro: boolean): string {
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  const fraction = /^.{19}(.*)$/s.exec(text)?.[1] ?? '';
  const [rest, element] = micro && rfc3339.test(text) ? [fraction, '.000000'] : [text, '2006'];
  return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`;
}

function parse(text: string): { readonly ms: number; readonly fraction: string } | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const ms = Date.parse(`${text.slice(0, 19)}${match[8]}`);
  return Number.isNaN(ms) ? undefined : { ms, fraction: match[7] ?? '' };
}

/**
 * The texts of the Warning headers that an API server sends: `299 - "unknown field \"spec.x\""` (code 299, agent, quoted text; a
 * header may hold several). What is not of that form is left out, as apimachinery's net.ParseWarningHeaders does.
 */
export function parseWarnings(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return [];
  const values = typeof header === 'string' ? [header] : header;
  const texts: string[] = [];
  for (const value of values) {
    for (const [, text = ''] of value.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      texts.push(decodeUtf8(text.replace(/\\(.)/g, '$1')));
    }
  }
  return texts;
}

/** Header bytes reach us as Latin-1 characters; API servers write UTF-8. */
function decodeUtf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

import type { Secret } from '../../../base/index.ts';

/** The text without the secrets, also in the forms in which HTTP carries them: percent-encoded, and in base64 as Basic credentials do. */
export function redact(text: string, secrets: readonly Secret[]): string {
  let redacted = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    // What is shorter says nothing, and cutting it out would spoil every message.
    if (value.length < 4) continue;
    for (const form of [value, encodeURIComponent(value), ...value.split('\n').filter((line) => line.length >= 20)]) {
      redacted = redacted.replaceAll(form, '[secret]');
    }
  }
  return redacted.replaceAll(/((?:Basic|Bearer)\s+)[A-Za-z0-9+/=._~-]+/gi, '$1[secret]');
}

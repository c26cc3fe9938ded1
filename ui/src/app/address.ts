/** What stands behind the question mark of an address: text by name. What is empty is left out, so that addresses stay short. */
export type Search = Readonly<Record<string, string | undefined>>;

/** Reads the search part of an address. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes the search part of an address, with the letters of queries left readable. */
export function stringifySearch(search: Record<string, unknown>): string {
  const parts = Object.entries(search).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [`${encodeURIComponent(name)}=${readable(value)}`] : [],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function readable(value: string): string {
  return encodeURIComponent(value).replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%2F/g, '/').replace(/%20/g, '+');
}

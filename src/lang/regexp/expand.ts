/** What a match has: its groups by number, the whole match as 0, and the numbers of its named groups. */
export interface MatchGroups {
  group(index: number): string | undefined;
  readonly names: Readonly<Record<string, number>>;
}

const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;
/** A number names a group by place unless it has a leading zero or is out of all bounds (Go 1.25, regexp.go, extract). */
const place = /^(?:0|[1-9][0-9]{0,7})$/;

/**
 * A replacement with `$1`, `${1}`, `$name` and `$$` filled in (Go 1.25, regexp.Expand): a name is as long as it can be, so `$1x` is the group `1x`;
 * groups that do not exist are empty, and a dollar sign that starts no reference stands for itself.
 */
export function expand(template: string, match: MatchGroups): string {
  if (!template.includes('$')) return template;
  return template.replaceAll(reference, (whole, braced?: string, bare?: string) => {
    if (whole === '$$') return '$';
    const name = braced ?? bare ?? '';
    const index = place.test(name) ? Number(name) : match.names[name];
    return (index === undefined ? undefined : match.group(index)) ?? '';
  });
}

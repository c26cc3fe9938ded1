import type { ReactNode } from 'react';
import type { OriginPlace } from '../../api/index.ts';
import { OutLink } from '../../design/index.ts';

/** Where something was written: file and line, what changed it last, and a link to the Git host where it has one. */
export function PlaceText({
  place,
  short = false,
}: {
  readonly place: OriginPlace;
  readonly short?: boolean;
}): ReactNode {
  const text = short ? `:${place.line}` : `${tailOf(place.file)}:${place.line}`;
  return (
    <span className="place mono" title={`${place.file}:${place.line}:${place.column}`}>
      {place.url === undefined ? text : <OutLink to={place.url}>{text}</OutLink>}
      {place.transformer !== undefined && !short && <span className="faint"> {place.transformer}</span>}
    </span>
  );
}

/** So many letters of a path fit beside a manifest. */
const most = 36;

/** A path, or its end where it is long: the end tells more than the beginning, and the whole stands in the title. */
function tailOf(path: string): string {
  if (path.length <= most) return path;
  const parts = path.split('/');
  let tail = parts.pop() ?? '';
  for (let part = parts.pop(); part !== undefined && tail.length + part.length < most - 2; part = parts.pop()) {
    tail = `${part}/${tail}`;
  }
  return `…/${tail}`;
}

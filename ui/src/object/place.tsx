import type { ReactNode } from 'react';
import type { OriginPlace } from '../api/index.ts';
import { OutLink } from '../design/index.ts';

/** Where something was written: file and line, what changed it last, and a link to the Git host where it has one. */
export function PlaceText({
  place,
  short = false,
}: {
  readonly place: OriginPlace;
  readonly short?: boolean;
}): ReactNode {
  const text = short ? `:${place.line}` : `${place.file}:${place.line}`;
  return (
    <span className="place mono" title={`${place.file}:${place.line}:${place.column}`}>
      {place.url === undefined ? text : <OutLink to={place.url}>{text}</OutLink>}
      {place.transformer !== undefined && !short && <span className="faint"> {place.transformer}</span>}
    </span>
  );
}

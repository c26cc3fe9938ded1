import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Delivery, Relation } from '../api/index.ts';
import { Glyph, lookOf, OutLink } from '../design/index.ts';

const titles: Readonly<Record<Relation['as'], string>> = {
  parent: 'Part of',
  'depends-on': 'Needs',
  'needed-by': 'Needed by',
  child: 'Delivers',
};

/** Other deliveries that this one has to do with, and links that its owner names. */
export function Relations(props: {
  readonly relations: readonly Relation[];
  readonly links: Delivery['links'];
}): ReactNode {
  const groups = (Object.keys(titles) as Relation['as'][]).map(
    (as) => [as, props.relations.filter((relation) => relation.as === as)] as const,
  );
  if (props.relations.length === 0 && props.links.length === 0) return null;
  return (
    <dl className="relations">
      {groups.map(
        ([as, relations]) => relations.length > 0 && <Group key={as} title={titles[as]} relations={relations} />,
      )}
      {props.links.length > 0 && (
        <div className="relation">
          <dt>Links</dt>
          {props.links.map(({ title, url }) => (
            <dd key={url}>
              <OutLink to={url}>{title}</OutLink>
            </dd>
          ))}
        </div>
      )}
    </dl>
  );
}

/** So many are named; the rest is counted. */
const shown = 8;

function Group({ title, relations }: { readonly title: string; readonly relations: readonly Relation[] }): ReactNode {
  return (
    <div className="relation">
      <dt>{title}</dt>
      {relations.slice(0, shown).map(({ id, exists, health }) => (
        <dd key={id}>
          <RelationLink id={id} exists={exists} health={health} />
        </dd>
      ))}
      {relations.length > shown && <dd className="soft">and {relations.length - shown} more</dd>}
    </div>
  );
}

function RelationLink({
  id,
  exists,
  health,
}: {
  readonly id: string;
  readonly exists: boolean;
  readonly health: string | undefined;
}): ReactNode {
  const [kind = '', namespace = '', name = ''] = id.split('/');
  const look = lookOf(exists ? (health ?? 'Unknown') : 'Missing');
  return (
    <span
      className="state"
      title={exists ? `${kind} ${namespace}/${name}: ${look.word}` : `${kind} ${namespace}/${name} does not exist`}
    >
      <Glyph shape={look.shape} tone={look.tone} />
      {exists ? (
        <Link to="/deliveries/$kind/$namespace/$name" params={{ kind, namespace, name }} search={{}}>
          {name}
        </Link>
      ) : (
        <span>{name} (absent)</span>
      )}
      <span className="hidden">{look.word}</span>
    </span>
  );
}

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** The way to an object that is a delivery itself; nothing for others. */
export function OpenDelivery({ id }: { readonly id: string | undefined }): ReactNode {
  if (id === undefined) return null;
  const [kind = '', namespace = '', name = ''] = id.split('/');
  return (
    <Link
      className="button small"
      to="/deliveries/$kind/$namespace/$name"
      params={{ kind, namespace, name }}
      search={{}}
    >
      Open delivery
    </Link>
  );
}

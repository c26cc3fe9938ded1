import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type Accepted, type Action, type ActionName, deliveryPath, type Preview, send } from '../api/index.ts';

/** What each action is called on a button, and in a sentence. */
export const actionWords: Readonly<Record<ActionName, { readonly verb: string; readonly hint: string }>> = {
  sync: { verb: 'Sync', hint: 'Make the cluster as Git says' },
  refresh: { verb: 'Refresh', hint: 'Compare with Git again' },
  'hard-refresh': { verb: 'Hard refresh', hint: 'Compare again, and forget what was rendered' },
  terminate: { verb: 'Stop the operation', hint: 'What has been applied stays' },
  rollback: { verb: 'Roll back', hint: 'Deploy an earlier revision again' },
  suspend: { verb: 'Suspend', hint: 'Changes in Git wait' },
  resume: { verb: 'Resume', hint: 'Changes in Git are applied again' },
  reconcile: { verb: 'Reconcile', hint: 'Apply what the source has' },
  'reconcile-with-source': { verb: 'Reconcile with source', hint: 'Fetch the source, then apply it' },
  force: { verb: 'Force release', hint: 'Install or upgrade although nothing has changed' },
  reset: { verb: 'Reset failures', hint: 'The retries begin anew' },
  delete: { verb: 'Delete', hint: 'With what it delivered, or without' },
};

/** Actions that ask before they act, with a preview of what they would change. */
export const asking: ReadonlySet<ActionName> = new Set([
  'sync',
  'rollback',
  'reconcile',
  'force',
  'delete',
  'terminate',
]);

/** Asks for actions on a delivery. */
export function useAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: Action) => send<Accepted>('POST', `${deliveryPath(id)}/actions`, action),
    onSuccess: () => client.invalidateQueries({ queryKey: ['delivery', id, 'detail'] }),
  });
}

/** What an action would do. */
export function previewQuery(id: string, action: Action) {
  return queryOptions({
    queryKey: ['preview', id, action],
    queryFn: ({ signal }) => send<Preview>('POST', `${deliveryPath(id)}/preview`, action, signal),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
}

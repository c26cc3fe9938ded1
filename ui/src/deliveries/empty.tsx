import type { ReactNode } from 'react';
import { Blank } from '../design/index.ts';

const beginning = `kubectl apply -f - <<EOF
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: guestbook, namespace: argocd }
spec:
  project: default
  source: { repoURL: https://git.example.com/team/shop.git, path: apps/shop, targetRevision: main }
  destination: { server: https://kubernetes.default.svc, namespace: shop }
  syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: [CreateNamespace=true] }
EOF`;

/** What stands in place of the table when nothing is in it: how to begin, or the way back to all. */
export function EmptyList({ total, onClear }: { readonly total: number; readonly onClear: () => void }): ReactNode {
  if (total > 0) {
    return (
      <Blank title="Nothing matches">
        <p className="soft">None of the {total.toLocaleString('en')} deliveries is as the search asks.</p>
        <button type="button" className="button" onClick={onClear}>
          Show all
        </button>
      </Blank>
    );
  }
  return (
    <Blank title="Nothing is delivered yet">
      <p>
        A delivery is an Argo CD Application or a Flux Kustomization. Apply the manifests that you have, unmodified, or
        begin with this one and an address of your own; it appears here at once.
      </p>
      <pre tabIndex={0}>{beginning}</pre>
    </Blank>
  );
}

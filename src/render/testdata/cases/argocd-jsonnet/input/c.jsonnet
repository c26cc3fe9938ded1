// +argocd:skip-file-rendering
{}

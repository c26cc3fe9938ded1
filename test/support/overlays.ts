/** A base, and overlays `overlays/N` over it with a patch each: the files of a repository. */
export function overlayFiles(count: number): Record<string, string> {
  const files: Record<string, string> = {
    'base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml]\n',
    'base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: 'nginx:1.29'}
`,
    'base/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`,
  };
  for (let number = 0; number < count; number += 1) {
    const folder = `overlays/${number}`;
    files[`${folder}/kustomization.yaml`] =
      `namespace: n${number}\nresources: [../../base]\npatches: [{path: patch.yaml}]\nimages: [{name: nginx, newTag: "1.30"}]\n`;
    files[`${folder}/patch.yaml`] =
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: ${number + 1}}\n`;
  }
  return files;
}

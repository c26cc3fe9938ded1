/** What an object of the guide's application is written with. */
export interface MyappOptions {
  readonly name?: string;
  /** Absent where the owner names it. */
  readonly namespace?: string;
  readonly image?: string;
  readonly replicas?: number;
  /** Seconds that a new pod must be ready before it counts as available. */
  readonly minReadySeconds?: number;
  /** The value of the label that the selector asks for. */
  readonly selector?: string;
}

/** A plain Deployment, as a team keeps it in its repository. */
export function deployment(options: MyappOptions = {}): string {
  const { name = 'myapp', image = 'myapp:v1', replicas = 1, minReadySeconds = 0, selector = name } = options;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}${inNamespace(options)}
spec:
  replicas: ${replicas}
  minReadySeconds: ${minReadySeconds}
  selector:
    matchLabels:
      app: ${selector}
  template:
    metadata:
      labels:
        app: ${selector}
    spec:
      containers:
      - name: myapp
        image: ${image}
`;
}

/** A ConfigMap with one setting. */
export function configMap(options: MyappOptions & { readonly level?: string } = {}): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${options.name ?? 'myapp'}${inNamespace(options)}
data:
  level: ${options.level ?? 'info'}
`;
}

/** A namespace. */
export function namespace(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
`;
}

function inNamespace({ namespace }: MyappOptions): string {
  return namespace === undefined ? '' : `\n  namespace: ${namespace}`;
}

/**
 * How long renders of plain directories take: `bin/node benchmarks/render-directory.ts`. Warm means that files were parsed before; the
 * render itself is done each time (no kept results), but for the lines that say otherwise.
 */
import { availableParallelism, cpus } from 'node:os';
import { noMetrics, silentLogger, systemClock } from '../src/base/index.ts';
import { createInlineRenderer, createRenderer, type Renderer, type RenderRequest } from '../src/render/index.ts';

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: {app: ${name}, team: storefront}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
      - name: main
        image: registry.example.com/${name}:1.2.3
        ports:
        - {name: http, containerPort: 8080}
        env:
        - name: LOG_LEVEL
          value: info
        readinessProbe:
          httpGet: {path: /healthz, port: http}
        resources:
          requests: {cpu: 100m, memory: 128Mi}
          limits: {memory: 256Mi}
`;
}

function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  ports:
  - {name: http, port: 80, targetPort: http}
  selector:
    app: ${name}
`;
}

/** A folder with as many pairs of objects, a file each. */
function folder(pairs: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let pair = 0; pair < pairs; pair += 1) {
    files[`app/${pair}-deployment.yaml`] = deployment(`web-${pair}`);
    files[`app/${pair}-service.yaml`] = service(`web-${pair}`);
  }
  return files;
}

function requestOf(files: Record<string, string>): RenderRequest {
  const options = { kind: 'directory', dialect: 'argocd', recurse: false } as const;
  return { tree: { kind: 'inline', files }, path: 'app', options };
}

/** The middle of the times that `run` takes, in ms. */
async function median(rounds: number, run: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await run(round);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

async function measure(name: string, renderer: Renderer, files: Record<string, string>, rounds: number): Promise<void> {
  const request = requestOf(files);
  const { manifests, problems } = await renderer.render(request);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const render = await median(rounds, () => renderer.render(request));
  const used = await median(rounds, async () => (await renderer.render(request)).manifests.map(({ object }) => object));
  const objects = manifests.length;
  console.log(`${name}, ${objects} objects: ${render.toFixed(2)} ms, ${used.toFixed(2)} ms with every object parsed`);
}

async function measureCold(renderer: Renderer, pairs: number, rounds: number): Promise<void> {
  const cold = await median(rounds, (round) => {
    const entries = Object.entries(folder(pairs)).map(([path, text]) => [path, `# ${round}\n${text}`]);
    return renderer.render(requestOf(Object.fromEntries(entries) as Record<string, string>));
  });
  console.log(`every file new, ${2 * pairs} objects: ${cold.toFixed(2)} ms`);
}

const common = { workers: 1, clock: systemClock, logger: silentLogger, metrics: noMetrics };
const inline = createInlineRenderer();
const pool = createRenderer({ ...common, cacheBytes: 0 });
const keeping = createRenderer(common);
console.log(`${cpus()[0]?.model ?? ''}, ${availableParallelism()} threads, Node ${process.versions.node}`);
await measure('inline', inline, folder(1), 2000);
await measure('pool', pool, folder(1), 2000);
await measure('pool with kept results', keeping, folder(1), 2000);
await measure('inline', inline, folder(500), 30);
await measure('pool', pool, folder(500), 30);
await measure('pool with kept results', keeping, folder(500), 30);
await measureCold(inline, 1, 200);
await measureCold(inline, 500, 5);
await Promise.all([pool.close(), keeping.close()]);

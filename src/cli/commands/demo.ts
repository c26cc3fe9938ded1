import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import { jsonLogger, type Logger, systemClock, systemRandom } from '../../base/index.ts';
import {
  checkDemo,
  type Demo,
  type DemoOptions,
  expectedDeliveries,
  startDemo,
  watchDeliveries,
} from '../../demo/index.ts';
import { dataDirOf, makeDataDir } from '../data-dir.ts';
import { numberFlag, switchFlag } from '../flags.ts';
import type { RunCommand, Terminal } from '../terminal.ts';
import { untilAborted } from '../until-aborted.ts';

/** `slipway demo`: the whole platform on this machine; with `--check` it proves itself and ends. */
export const runDemo: RunCommand = async (invocation, terminal) => {
  const check = switchFlag(invocation, 'check');
  const logger = warnings(terminal);
  const options: Omit<DemoOptions, 'dataDir'> = {
    port: numberFlag(invocation, 'port', 0, 65_535),
    kubePort: numberFlag(invocation, 'kube-port', 0, 65_535),
    gitPort: numberFlag(invocation, 'git-port', 0, 65_535),
    environment: terminal.env,
    clock: systemClock,
    random: systemRandom,
    logger,
  };
  if (check) {
    const report = await checkDemo(options, terminal.signal);
    terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    return report.ok ? 0 : 1;
  }
  const dataDir = dataDirOf(invocation, terminal);
  await makeDataDir(dataDir);
  const demo = await startDemo({ ...options, dataDir }, terminal.signal);
  try {
    await present(demo, terminal);
    await untilAborted(terminal.signal);
  } finally {
    await demo.close();
  }
  terminal.out(
    `\nStopped. The data lies in ${relative(terminal.cwd, dataDir) || '.'}; the next start goes on from it.\n`,
  );
  return 0;
};

/** Only what a person must know: the demo is for looking at. */
function warnings(terminal: Terminal): Logger {
  return jsonLogger({ write: (line) => terminal.err(`${line}\n`), now: () => Date.now(), level: 'warn' });
}

/** Shows live how each delivery gets healthy, then what to try. */
async function present(demo: Demo, terminal: Terminal): Promise<void> {
  const paint = (color: 'green' | 'yellow' | 'bold' | 'dim', text: string): string =>
    terminal.interactive ? styleText(color, text) : text;
  terminal.out(
    [
      paint('bold', 'Slipway demo'),
      `  Kubernetes API  ${demo.sandbox.url}`,
      `  Git repository  ${demo.repository}`,
      `  Page            ${demo.platform.api.url}`,
      `  Sign in as      admin${demo.password === undefined ? '' : `, password ${demo.password}`}`,
      '',
      '',
    ].join('\n'),
  );
  const started = Date.now();
  const shown = new Map<string, string>();
  const done = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    const show = (name: string, state: string, isDone: boolean): void => {
      if (shown.get(name) === state) return;
      shown.set(name, state);
      const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(5);
      terminal.out(
        `${paint('dim', `${seconds} s`)}  ${isDone ? paint('green', '✔') : paint('yellow', '…')} ${name.padEnd(36)} ${state}\n`,
      );
      if (isDone) done.add(name);
      else done.delete(name);
      if (expectedDeliveries.every((expected) => done.has(expected))) resolve();
    };
    terminal.signal.addEventListener('abort', () => resolve(), { once: true });
    watchDeliveries(
      demo.client,
      demo.informers,
      ({ name, state, done: isDone }) => show(name, state, isDone),
      terminal.signal,
    ).catch(reject);
  });
  if (terminal.signal.aborted) return;
  terminal.out(
    [
      '',
      `KUBECONFIG=${demo.kubeconfig}`,
      `git clone ${demo.repository}`,
      '',
      paint('bold', 'Three things to try'),
      `  1. Push a change: set replicas in apps/cart/deployment.yaml, commit, push; the cluster has it at once.`,
      `  2. Break something: kubectl --namespace shop delete deployment payments; it is back before you look.`,
      `  3. Ask why: ${join('bin', 'slipway')} app get cart --kubeconfig ${demo.kubeconfig}`,
      '',
      paint('dim', 'Ctrl-C ends it.'),
      '',
    ].join('\n'),
  );
}

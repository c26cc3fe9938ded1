import { systemClock, systemRandom } from '../../../base/index.ts';
import {
  capabilitiesOf,
  chartFunctionsFor,
  createHelmCaches,
  HelmError,
  type KubeVersion,
  parseKubeVersion,
  releaseNameOf,
  renderChart,
  trueRandom,
} from '../../../render/index.ts';
import { createTemplateBudget } from '../../../lang/index.ts';
import { listFlag, switchFlag, textFlag, UsageError } from '../../flags.ts';
import type { Invocation, RunCommand, Terminal } from '../../terminal.ts';
import { profileFlag } from './given.ts';
import { openChart } from './open-chart.ts';
import { printRendered } from './print-rendered.ts';
import { readGivenValues } from './read-values.ts';
import { asHelm } from './run-helm.ts';

/** `slipway helm template`: the same bytes and exit code as `helm template`, and its words where it refuses. */
export const runHelmTemplate: RunCommand = asHelm(async (invocation, terminal) => {
  refuseWhatIsNotDone(invocation);
  const profile = profileFlag(invocation);
  const kubeVersion = kubeVersionFlag(invocation);
  const budget = createTemplateBudget({
    maxSteps: 200_000_000,
    maxBytes: 1024 * 1024 * 1024,
    checkpoint: () => terminal.signal.throwIfAborted(),
  });
  const functions = chartFunctionsFor({
    now: nowInNanoseconds,
    timeZone: zoneOf(terminal),
    random: trueRandom(systemRandom),
    budget,
  });
  const { name, reference } = nameAndChart(invocation, functions, budget);
  const values = await readGivenValues(invocation, terminal);
  const chart = await openChart(reference, profile, invocation, terminal);
  const rendered = renderChart(
    chart,
    {
      profile,
      release: {
        name,
        namespace: textFlag(invocation, 'namespace') ?? terminal.env['HELM_NAMESPACE'] ?? 'default',
        revision: 1,
        isUpgrade: switchFlag(invocation, 'is-upgrade'),
      },
      values,
      capabilities: capabilitiesOf(profile, { kubeVersion, apiVersions: listFlag(invocation, 'api-versions') }),
      functions,
      budget,
      skipSchemaValidation: switchFlag(invocation, 'skip-schema-validation'),
    },
    createHelmCaches({ cacheBytes: 64 * 1024 * 1024 }),
  );
  for (const warning of rendered.warnings) terminal.err(`level=WARN msg=${JSON.stringify(warning)}\n`);
  return printRendered(rendered, name, profile, invocation, terminal);
});

function refuseWhatIsNotDone(invocation: Invocation): void {
  if (switchFlag(invocation, 'validate')) {
    throw new UsageError('--validate asks a cluster, and nothing is asked of one here: leave it out');
  }
  if (switchFlag(invocation, 'verify')) {
    throw new UsageError('--verify checks provenance, which is not done here: leave it out');
  }
  if (switchFlag(invocation, 'dependency-update')) {
    throw new UsageError('--dependency-update fetches charts, which is not done here: run helm dependency build first');
  }
  refuseServer(invocation);
  if (textFlag(invocation, 'post-renderer') !== undefined) {
    throw new UsageError('--post-renderer runs a plugin of helm, and none are run here: leave it out');
  }
}

/** `--dry-run` stands for `client`, which is what is done anyway (helm 4.3, pkg/cmd/helpers.go cmdGetDryRunFlagStrategy). */
function refuseServer(invocation: Invocation): void {
  const given = [invocation.flags['dry-run']].flat().at(-1);
  if (given === 'server') {
    throw new UsageError('--dry-run=server asks a cluster, and nothing is asked of one here: leave it out');
  }
  if (given === undefined || given === true || given === 'true' || given === 'client') return;
  const known = given === 'none' || given === 'false' ? '"server" or "client"' : '"none", "server", or "client"';
  throw new HelmError('bad-values', `invalid dry-run value ("${String(given)}"). Must be ${known}`);
}

function kubeVersionFlag(invocation: Invocation): KubeVersion | undefined {
  const text = textFlag(invocation, 'kube-version');
  if (text === undefined || text === '') return undefined;
  const version = parseKubeVersion(text);
  if (typeof version !== 'string') return version;
  throw new HelmError('bad-values', `invalid kube version '${text}': ${version}`, { object: text });
}

/** Which of the words is which; the name may be made by a template (helm 4.2, NameAndChart). Throws UsageError and HelmError. */
function nameAndChart(
  invocation: Invocation,
  functions: ReturnType<typeof chartFunctionsFor>,
  budget: ReturnType<typeof createTemplateBudget>,
): { readonly name: string; readonly reference: string } {
  const [first, second, ...more] = invocation.args;
  if (first === undefined) throw new UsageError('"helm template" requires at least 1 argument');
  if (more.length > 0) {
    throw new HelmError('bad-values', `expected at most two arguments, unexpected arguments: ${more.join(', ')}`);
  }
  const template = textFlag(invocation, 'name-template') ?? '';
  if (second === undefined) {
    return { name: template === '' ? 'release-name' : releaseNameOf(template, functions, budget), reference: first };
  }
  const flag = switchFlag(invocation, 'generate-name')
    ? 'generate-name'
    : template === ''
      ? undefined
      : 'name-template';
  if (flag !== undefined) throw new HelmError('bad-values', `cannot set --${flag} and also specify a name`);
  return { name: first, reference: second };
}

function zoneOf({ env }: Terminal): string {
  return env['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function nowInNanoseconds(): bigint {
  return BigInt(systemClock.now()) * 1_000_000n;
}

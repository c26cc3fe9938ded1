import { HelmError } from '../../../render/index.ts';
import type { RunCommand } from '../../terminal.ts';

/** Runs what stands in for a command of helm: what helm refuses is told in its way, with its exit code. */
export function asHelm(run: RunCommand): RunCommand {
  return async (invocation, terminal) => {
    try {
      return await run(invocation, terminal);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      const hint = rendered.has(error.code) ? '\n\nUse --debug flag to render out invalid YAML' : '';
      terminal.err(`Error: ${error.message}${hint}\n`);
      return 1;
    }
  };
}

/** What helm finds out while it renders. */
const rendered: ReadonlySet<string> = new Set(['kube-version', 'template', 'manifest']);

import type { HelmProfile } from '../profile.ts';

/** How helm begins where a chart's dependencies do not fit what lies in charts/: 4.1 quotes the command otherwise. */
export function dependencyFault(profile: HelmProfile): string {
  const quote = profile === '4.1' ? '`' : "'";
  return `an error occurred while checking for chart dependencies. You may need to run ${quote}helm dependency build${quote} to fetch missing dependencies`;
}

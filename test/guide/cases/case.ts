import type { ProgramName } from '../clients/programs.ts';
import type { Site } from '../world/site.ts';

/** A row of the guide as a program: it does what the line says through the row's client and throws where it does not see all that must be seen. */
export interface GuideCase {
  /** The real clients that it uses; where one is absent the row is skipped. */
  readonly clients: readonly ProgramName[];
  run(site: Site): Promise<void>;
}

import {
  currentId,
  effectiveNamespace,
  originalId,
  previousIds,
  type Resource,
  type ResourceId,
  type ResourceList,
} from '../../resource/index.ts';

/** A resource that may be named by others, with what is asked of it again and again. */
export interface Candidate {
  readonly resource: Resource;
  readonly id: ResourceId;
  /** The effective namespace that it is in, and that it was read in. */
  readonly namespace: string;
  readonly readIn: string;
  readonly previous: readonly ResourceId[];
}

/** All resources of a build by what they were called, so that finding those that a text may mean costs no walk through all of them. */
export class Candidates {
  readonly #byPreviousName = new Map<string, Candidate[]>();
  readonly #byFirstNamespace = new Map<string, Candidate[]>();

  constructor(resources: ResourceList) {
    for (const resource of resources) {
      const id = currentId(resource);
      const candidate = {
        resource,
        id,
        namespace: effectiveNamespace(id),
        readIn: effectiveNamespace(originalId(resource)),
        previous: previousIds(resource),
      };
      for (const name of new Set(candidate.previous.map((previous) => previous.name)))
        addTo(this.#byPreviousName, name, candidate);
      addTo(this.#byFirstNamespace, candidate.readIn, candidate);
    }
  }

  /** Those that had the name before, in the order of the build. */
  calledBefore(name: string): readonly Candidate[] {
    return this.#byPreviousName.get(name) ?? [];
  }

  /** Those that were read in the namespace. */
  readIn(namespace: string): readonly Candidate[] {
    return this.#byFirstNamespace.get(namespace) ?? [];
  }
}

function addTo(index: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const present = index.get(key);
  if (present === undefined) index.set(key, [candidate]);
  else present.push(candidate);
}

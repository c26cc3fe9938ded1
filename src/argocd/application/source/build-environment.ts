import { type JsonObject, textAt } from '../../../base/index.ts';

/** What a source's build environment says of its Application. */
export interface SourceEnvironment {
  /** As in tracking ids: with its namespace where that is not the control plane's. */
  readonly name: string;
  /** Of the destination. */
  readonly namespace: string;
  readonly project: string;
}

/** Argo CD's build environment (v3.6, reposerver/repository newEnv): the variables that parameters may name. */
export class BuildEnvironment {
  readonly #values: Readonly<Record<string, string>>;

  constructor({ name, namespace, project }: SourceEnvironment, source: JsonObject, commit: string) {
    this.#values = {
      ARGOCD_APP_NAME: name,
      ARGOCD_APP_NAMESPACE: namespace,
      ARGOCD_APP_PROJECT_NAME: project,
      ARGOCD_APP_REVISION: commit,
      ARGOCD_APP_REVISION_SHORT: commit.slice(0, 7),
      ARGOCD_APP_REVISION_SHORT_8: commit.slice(0, 8),
      ARGOCD_APP_SOURCE_REPO_URL: textAt(source, 'repoURL'),
      ARGOCD_APP_SOURCE_PATH: textAt(source, 'path'),
      ARGOCD_APP_SOURCE_TARGET_REVISION: textAt(source, 'targetRevision'),
    };
  }

  /**
   * `$NAME` and `${NAME}` put in as Go's os.Expand does: what is not known is empty, `$$` is a `$` (v1alpha1 Env.Envsubst), a digit and some signs
   * are names of their own, and a brace without an end goes.
   */
  substitute(text: string): string {
    return text.replace(/\$(?:\{([^}]*)\}|\{|([0-9*#$@!?-])|(\w+))/g, (_, braced = '', short = '', bare = '') => {
      const name = `${braced}${short}${bare}`;
      if (name === '$') return '$';
      return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? '') : '';
    });
  }

  /** Every value of a map. */
  substituteAll(texts: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, this.substitute(text)]));
  }
}

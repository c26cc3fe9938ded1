import { SlipwayError } from '../../base/index.ts';
import type { Place } from './node/index.ts';

/** The classes of what kustomize refuses. */
export type KustomizeErrorCode =
  /** There is no kustomization file, or more than one. */
  | 'no-kustomization'
  /** The kustomization file cannot be read, has fields that there are not, or is empty. */
  | 'bad-kustomization'
  /** A file, folder or address that is named is not there. */
  | 'not-found'
  /** A file or folder outside of what may be read. */
  | 'outside-root'
  /** Bases that name each other. */
  | 'cycle'
  /** A resource, patch or configuration is no YAML, or no Kubernetes object. */
  | 'malformed'
  /** Two resources with one id. */
  | 'conflict'
  /** A generator's input or behaviour. */
  | 'generator'
  /** A patch that cannot be read, that has no target, or that cannot be applied. */
  | 'patch'
  /** A replacement without source or target. */
  | 'replacement'
  /** A transformer's configuration, or what it finds in a resource. */
  | 'transformer'
  /** A reference that more than one resource could be meant by. */
  | 'ambiguous-reference'
  /** A variable that is not known, or more than once. */
  | 'var'
  /** A validator refused, or changed something. */
  | 'validator'
  /** A plugin that is not known or not allowed. */
  | 'plugin'
  /** A remote base or file that cannot be had. */
  | 'remote'
  /** A chart that cannot be rendered, or charts without leave to. */
  | 'helm'
  /** What came out cannot be written. */
  | 'output'
  /** More than a limit allows. */
  | 'limit';

/** What may be known beside the text. */
export interface KustomizeErrorOptions {
  /** Where the cause is written. */
  readonly place?: Place | undefined;
  /** The file, where the line is not known. */
  readonly file?: string | undefined;
  readonly cause?: unknown;
}

/** A build that kustomize would refuse too. The message is for a person and says what to do; `place` where. */
export class KustomizeError extends SlipwayError<KustomizeErrorCode> {
  readonly place: Place | undefined;
  readonly file: string | undefined;

  constructor(code: KustomizeErrorCode, message: string, options: KustomizeErrorOptions = {}) {
    super(code, message, 'cause' in options ? { cause: options.cause } : {});
    this.place = options.place;
    this.file = options.file ?? options.place?.file;
  }
}

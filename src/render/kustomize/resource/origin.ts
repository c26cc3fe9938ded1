/** Where a resource comes from, as `buildMetadata` writes it into annotations (api 0.20, resource.Origin). */
export interface Origin {
  readonly path: string;
  readonly repo: string;
  readonly ref: string;
  readonly configuredIn: string;
  readonly configuredBy: OriginConfig | undefined;
}

/** The generator or transformer that an origin names. */
export interface OriginConfig {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
}

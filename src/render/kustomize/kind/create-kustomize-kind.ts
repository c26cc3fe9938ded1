import type { Problem } from '../../../base/index.ts';
import { findFolder } from '../../tree/index.ts';
import { maxExpansion } from '../../limits.ts';
import type { RenderContext, RenderKind, RenderOutput } from '../../render-kind.ts';
import type { DirectoryOptions, KustomizeOptions, RenderLimits } from '../../renderer.ts';
import { buildKustomization, createBuildCaches } from '../build/index.ts';
import { KustomizeError } from '../error.ts';
import { type BuildLimits, defaultBuildLimits } from '../load/index.ts';
import type { ResourceList } from '../resource/index.ts';
import { encodeResource } from './encode-resource.ts';
import { createKindCharts } from './kind-charts.ts';
import { generatedFor, rootOf } from './root-kustomization.ts';

/** What the renderer of kustomizations is made of. */
export interface KustomizeKindOptions {
  /** About how much parsed files may take. */
  readonly cacheBytes: number;
  /** Renders folders of plain manifests, which need no kustomization. */
  readonly directory: RenderKind<DirectoryOptions>;
}

/** Renders folders that hold a kustomization, or get one. */
export function createKustomizeKind({ cacheBytes, directory }: KustomizeKindOptions): RenderKind<KustomizeOptions> {
  const caches = createBuildCaches({ cacheBytes });
  const charts = createKindCharts({ cacheBytes });
  return {
    render(tree, path, options, context) {
      const place = findFolder(tree, path);
      if ('problem' in place) return refused(place.problem);
      const { folder } = place;
      try {
        const generated = generatedFor(tree, folder, options, () => context.checkpoint());
        if (generated === 'plain manifests') {
          return directory.render(tree, path, { kind: 'directory', recurse: true, dialect: options.dialect }, context);
        }
        const built = buildKustomization(
          tree,
          folder,
          {
            profile: options.profile,
            restriction: options.loadRestriction ?? 'root-only',
            remotes: context.remotes,
            limits: limitsOf(context.limits),
            checkpoint: () => context.checkpoint(),
            reorder: options.reorder,
            managedByLabel: options.managedByLabel,
            charts: options.charts === undefined ? undefined : charts.rendererFor(options.charts, context),
            root: (written) => rootOf(written ?? generated, options, { tree, folder }),
          },
          caches,
        );
        return built.kind === 'built' ? encoded(built.resources, context) : { needs: built.needs };
      } catch (error) {
        if (error instanceof KustomizeError) return refused(problemOf(error));
        throw error;
      }
    },
  };
}

/** A base that several kustomizations name is read, and counted, several times. */
function limitsOf({ maxBytes, maxObjects }: RenderLimits): BuildLimits {
  return {
    ...defaultBuildLimits,
    maxFileBytes: Math.min(defaultBuildLimits.maxFileBytes, maxBytes),
    maxReadBytes: maxExpansion * maxBytes,
    maxResources: maxObjects,
  };
}

function encoded(resources: ResourceList, context: RenderContext): RenderOutput {
  const objects: RenderOutput['objects'][number][] = [];
  const problems: Problem[] = [];
  const most = maxExpansion * context.limits.maxBytes;
  let bytes = 0;
  for (const resource of resources) {
    context.checkpoint();
    const encoding = encodeResource(resource);
    if (encoding.kind === 'problem') {
      problems.push(encoding.problem);
      continue;
    }
    bytes += encoding.object.json.length;
    if (bytes > most) {
      const message = `the objects are larger than ${most} bytes together: split the kustomization`;
      return refused({ code: 'too-many-bytes', message, file: resource.root.place.file });
    }
    objects.push(encoding.object);
  }
  return { objects, problems, warnings: [] };
}

function refused(problem: Problem): RenderOutput {
  return { objects: [], problems: [problem], warnings: [] };
}

function problemOf({ code, message, place, file }: KustomizeError): Problem {
  return {
    code: `kustomize-${code}`,
    message,
    ...(place === undefined ? {} : { line: place.line, column: place.column }),
    ...(file === undefined ? {} : { file }),
  };
}

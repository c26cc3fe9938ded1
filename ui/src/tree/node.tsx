import { memo, type ReactNode } from 'react';
import type { TreeNode } from '../api/index.ts';
import { Glyph, Icon, lookOf } from '../design/index.ts';
import { type Placed, sizes } from './layout.ts';

/** How a node is shown, beside what it shows. */
interface NodeProps {
  readonly placed: Placed;
  readonly chosen: boolean;
  readonly focusable: boolean;
  readonly onChoose: (key: string) => void;
  readonly onToggle: (key: string) => void;
  readonly onFocus: (key: string) => void;
}

/** One node of the tree: an object with its states, or a stack of many. */
export const NodeBox = memo(function NodeBox(props: NodeProps): ReactNode {
  const { placed, chosen, focusable } = props;
  const { branch, x, y } = placed;
  const [node] = branch.nodes;
  if (node === undefined) return null;
  const isStack = branch.kind === 'stack';
  const folds = isStack || branch.below > 0;
  return (
    <div
      role="treeitem"
      className={`node ${isStack ? 'stack' : ''} ${node.managed || isStack ? '' : 'made'}`}
      style={{ transform: `translate(${x}px, ${y}px)`, width: sizes.width, height: sizes.height }}
      aria-level={branch.depth + 1}
      aria-posinset={placed.position}
      aria-setsize={placed.siblings}
      aria-selected={chosen}
      {...(folds ? { 'aria-expanded': !isStack && branch.open } : {})}
      tabIndex={focusable ? 0 : -1}
      data-key={branch.key}
      onClick={() => (isStack ? props.onToggle(branch.key) : props.onChoose(branch.key))}
      onFocus={() => props.onFocus(branch.key)}
    >
      {isStack ? <StackFace nodes={branch.nodes} /> : <ObjectFace node={node} />}
      {folds && !isStack && (
        <button
          type="button"
          className={`node-fold ${branch.open ? 'open' : ''}`}
          tabIndex={-1}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            props.onToggle(branch.key);
          }}
        >
          {branch.open ? <Icon name="minus" /> : <Hidden count={branch.below} worst={branch.worst} />}
        </button>
      )}
    </div>
  );
});

function ObjectFace({ node }: { readonly node: TreeNode }): ReactNode {
  const { object, wave, extra, deleting, facts, sync, why } = node;
  const health = node.health === undefined ? undefined : lookOf(node.health);
  const [fact] = facts;
  return (
    <>
      {health === undefined ? <span className="node-quiet" /> : <Glyph shape={health.shape} tone={health.tone} />}
      <span className="node-text">
        <span className="node-name cut" title={object.name}>
          {object.name}
        </span>
        <span className="node-kind cut">
          {object.kind}
          {extra === true && <span className="node-extra"> · not in Git</span>}
          {fact !== undefined && ` · ${fact.value}`}
          {wave !== undefined && wave !== 0 && ` · wave ${wave}`}
          {deleting === true && ' · being deleted'}
        </span>
      </span>
      {sync === 'OutOfSync' && <Glyph shape="diamond" tone="differs" />}
      <span className="hidden">
        {[health?.word, sync === 'OutOfSync' ? 'out of sync' : undefined, why].filter(Boolean).join(', ')}
      </span>
    </>
  );
}

function StackFace({ nodes }: { readonly nodes: readonly TreeNode[] }): ReactNode {
  const counts = healthCounts(nodes);
  return (
    <>
      <span className="node-quiet" />
      <span className="node-text">
        <span className="node-name cut">
          {nodes.length} × {nodes[0]?.object.kind}
        </span>
        <span className="node-kind row">
          {counts.map(([state, count]) => {
            const { shape, tone, word } = lookOf(state);
            return (
              <span key={state} className="state">
                <Glyph shape={shape} tone={tone} />
                {count}
                <span className="hidden">{word}</span>
              </span>
            );
          })}
          {counts.length === 0 && 'a click shows each'}
        </span>
      </span>
      <Icon name="right" />
    </>
  );
}

function Hidden({ count, worst }: { readonly count: number; readonly worst: string | undefined }): ReactNode {
  const tone = worst === undefined || worst === 'Healthy' ? '' : ` tone-${lookOf(worst).tone} marked`;
  return <span className={`node-hidden${tone}`}>+{count}</span>;
}

function healthCounts(nodes: readonly TreeNode[]): (readonly [string, number])[] {
  const groups = Map.groupBy(
    nodes.filter(({ health }) => health !== undefined),
    ({ health }) => health ?? '',
  );
  return [...groups].map(([state, alike]) => [state, alike.length] as const);
}

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type { Tree, TreeNode } from '../api/index.ts';
import { Ago, State } from '../design/index.ts';

const height = 32;

/** The objects as a list, worst first where the filter leaves several: what the tree shows, for those who look for one. */
export function ObjectsTab(props: {
  readonly tree: Tree;
  readonly chosen: string | undefined;
  readonly onObject: (id: string) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const nodes = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/);
    return props.tree.nodes.slice(1).filter((node) => {
      const { kind, namespace, name } = node.object;
      const all =
        `${kind} ${namespace}/${name} ${node.health ?? ''} ${node.sync ?? ''} ${node.images?.join(' ') ?? ''}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
  }, [props.tree, text]);
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 15,
  });
  return (
    <div className="objects">
      <div className="tab-tools row">
        <input
          className="input"
          aria-label="Find an object by kind, name, state or image"
          placeholder="Kind, name, state or image"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="soft small" role="status">
          {nodes.length} of {props.tree.nodes.length - 1}
        </span>
      </div>
      <div className="scroller" ref={scroller} tabIndex={0} role="region" aria-label="Objects">
        <div role="table" aria-label="Objects" aria-rowcount={nodes.length + 1}>
          <div role="rowgroup" className="table-head">
            <div role="row" className="object-line head" aria-rowindex={1}>
              {['Object', 'Kind', 'Health', 'Sync', 'Facts', 'Wave', 'Age'].map((title) => (
                <span key={title} role="columnheader">
                  {title}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const node = nodes[index];
              return (
                node && (
                  <ObjectLine
                    key={node.id}
                    node={node}
                    index={index}
                    top={start}
                    chosen={node.id === props.chosen}
                    onOpen={props.onObject}
                  />
                )
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function ObjectLine(props: {
  readonly node: TreeNode;
  readonly index: number;
  readonly top: number;
  readonly chosen: boolean;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { node, index } = props;
  const { object } = node;
  return (
    <div
      role="row"
      className="object-line"
      style={{ transform: `translateY(${props.top}px)` }}
      aria-rowindex={index + 2}
      data-chosen={props.chosen || undefined}
    >
      <span role="cell" className="cut">
        <button type="button" className="object-open" onClick={() => props.onOpen(node.id)}>
          {object.name}
        </button>
        {object.namespace !== '' && <span className="faint"> {object.namespace}</span>}
      </span>
      <span role="cell" className="cut soft">
        {object.kind}
      </span>
      <span role="cell">{node.health !== undefined && <State of={node.health} />}</span>
      <span role="cell">
        {node.extra === true ? (
          <span className="soft">not in Git</span>
        ) : (
          node.sync !== undefined && <State of={node.sync} />
        )}
      </span>
      <span role="cell" className="cut soft">
        {node.facts.map(({ name, value }) => `${name} ${value}`).join(', ')}
      </span>
      <span role="cell" className="soft">
        {node.wave}
      </span>
      <span role="cell" className="soft">
        <Ago at={node.createdAt} />
      </span>
    </div>
  );
}

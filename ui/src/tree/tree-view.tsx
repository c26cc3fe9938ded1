import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Tree } from '../api/index.ts';
import { Icon } from '../design/index.ts';
import { stepOf } from './keys.ts';
import { edgesIn, layoutOf, nodesIn } from './layout.ts';
import { NodeBox } from './node.tsx';
import { shapeOf } from './shape.ts';
import { padding, useCanvas } from './use-canvas.ts';

/** The objects of a delivery and what they made: from left to right, live, with the same places while it changes. */
export function TreeView(props: {
  readonly tree: Tree;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}): ReactNode {
  const { tree, chosen } = props;
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [spread, setSpread] = useState<ReadonlySet<string>>(new Set());
  const layout = useMemo(() => layoutOf(shapeOf(tree.nodes, { collapsed, spread })), [tree, collapsed, spread]);
  const canvas = useCanvas(layout.width, layout.height);
  const { scroller, zoom, window } = canvas;
  const [focused, setFocused] = useState('');
  const moved = useRef(false);
  const first = layout.placed[0]?.branch.key ?? '';
  const focusKey = layout.placed.some(({ branch }) => branch.key === focused) ? focused : first;

  const onToggle = useCallback((key: string) => {
    // The key of a stack is its parent's and the kind, with a space between; those of objects have no space.
    (key.includes(' ') ? setSpread : setCollapsed)((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  const latest = useRef(props.onChoose);
  latest.current = props.onChoose;
  const onChoose = useCallback((key: string) => latest.current(key), []);
  const onFocus = useCallback((key: string) => setFocused(key), []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event.key, layout, focusKey);
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (step.kind === 'choose') onChoose(step.key);
    else if (step.kind === 'focus') {
      moved.current = true;
      setFocused(step.key);
    } else onToggle(step.key);
  };
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    const placed = layout.placed.find(({ branch }) => branch.key === focused);
    if (placed === undefined) return;
    canvas.show(placed.x, placed.y);
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)
        ?.focus({ preventScroll: true }),
    );
  }, [focused, layout, canvas, scroller]);

  const visible = nodesIn(layout, window);
  const focusedPlace = layout.placed.find(({ branch }) => branch.key === focusKey);
  if (focusedPlace !== undefined && !visible.includes(focusedPlace)) visible.push(focusedPlace);
  const stacks = spread.size > 0 || collapsed.size > 0;
  return (
    <div className="tree">
      <div className="tree-tools row">
        <button type="button" className="button quiet icon" aria-label="Smaller" onClick={() => canvas.zoomBy(0.8)}>
          <Icon name="minus" />
        </button>
        <button
          type="button"
          className="button quiet tree-zoom"
          aria-label={`${Math.round(zoom * 100)} %: back to natural size`}
          onClick={() => canvas.zoomTo(1)}
        >
          {Math.round(zoom * 100)} %
        </button>
        <button type="button" className="button quiet icon" aria-label="Larger" onClick={() => canvas.zoomBy(1.25)}>
          <Icon name="plus" />
        </button>
        <button type="button" className="button quiet icon" aria-label="Fit into the window" onClick={canvas.fit}>
          <Icon name="fit" />
        </button>
        {stacks && (
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setCollapsed(new Set());
              setSpread(new Set());
            }}
          >
            As at first
          </button>
        )}
      </div>
      <div className="tree-scroller" ref={scroller} {...canvas.handlers}>
        <div
          className="tree-space"
          style={{ width: layout.width * zoom + 2 * padding, height: layout.height * zoom + 2 * padding }}
        >
          <div className="tree-layer" style={{ transform: `translate(${padding}px, ${padding}px) scale(${zoom})` }}>
            <svg
              className="tree-edges"
              width={Math.max(1, layout.width)}
              height={Math.max(1, layout.height)}
              aria-hidden="true"
            >
              <path d={edgesIn(layout, window)} />
            </svg>
            <div role="tree" aria-label="Objects" onKeyDown={onKeyDown}>
              {visible.map((placed) => (
                <NodeBox
                  key={placed.branch.key}
                  placed={placed}
                  chosen={placed.branch.key === chosen}
                  focusable={placed.branch.key === focusKey}
                  onChoose={onChoose}
                  onToggle={onToggle}
                  onFocus={onFocus}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
      {(tree.truncated > 0 || tree.unread.length > 0) && (
        <p className="tree-note small soft">
          {tree.truncated > 0 && `${tree.truncated.toLocaleString('en')} further objects are not shown. `}
          {tree.unread.length > 0 && `Not readable: ${tree.unread.join('; ')}`}
        </p>
      )}
    </div>
  );
}

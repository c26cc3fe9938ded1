import {
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { sizes, type Window } from './layout.ts';

/** The space around a tree in pixels. */
export const padding = 24;

/** How far beyond its window a tree is drawn, so that scrolling shows no holes. */
const margin = 400;
const [smallest, largest] = [0.25, 2];

/** A surface that scrolls (also by dragging) and zooms (also with Ctrl and the wheel). */
export interface Canvas {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly zoom: number;
  /** What is in sight, in the coordinates of the layout. */
  readonly window: Window;
  readonly handlers: {
    readonly onScroll: () => void;
    readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
  };
  readonly zoomBy: (factor: number) => void;
  readonly zoomTo: (zoom: number) => void;
  readonly fit: () => void;
  /** Scrolls so that the node at this place is in sight. */
  readonly show: (x: number, y: number) => void;
}

/** The canvas for a layout of this size. */
export function useCanvas(width: number, height: number): Canvas {
  const scroller = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [window, setWindow] = useState<Window>({ left: 0, top: 0, right: 2000, bottom: 2000 });
  const zoomed = useRef(1);
  zoomed.current = zoom;

  const look = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    const scale = zoomed.current;
    const next: Window = {
      left: (box.scrollLeft - padding - margin) / scale,
      top: (box.scrollTop - padding - margin) / scale,
      right: (box.scrollLeft + box.clientWidth + margin) / scale,
      bottom: (box.scrollTop + box.clientHeight + margin) / scale,
    };
    // While the sight stays well within what is drawn, nothing is drawn anew.
    setWindow((old) =>
      Math.abs(old.left - next.left) < margin / 2 &&
      Math.abs(old.top - next.top) < margin / 2 &&
      Math.abs(old.right - next.right) < margin / 2 &&
      Math.abs(old.bottom - next.bottom) < margin / 2
        ? old
        : next,
    );
  }, []);

  useLayoutEffect(look, [look, zoom, width, height]);
  const zoomTo = useCallback((next: number, at?: { readonly x: number; readonly y: number }) => {
    const box = scroller.current;
    const scale = Math.min(largest, Math.max(smallest, next));
    const before = zoomed.current;
    if (box === null || scale === before) return;
    const point = at ?? { x: 0, y: 0 };
    const [x, y] = [box.scrollLeft + point.x - padding, box.scrollTop + point.y - padding];
    setZoom(scale);
    requestAnimationFrame(() => {
      box.scrollTo({ left: (x / before) * scale - point.x + padding, top: (y / before) * scale - point.y + padding });
    });
  }, []);
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = box.getBoundingClientRect();
      zoomTo(zoomed.current * Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top });
    };
    // A listener that prevents must say that it is not passive, which React's do not.
    box.addEventListener('wheel', onWheel, { passive: false });
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => {
      box.removeEventListener('wheel', onWheel);
      observer.disconnect();
    };
  }, [zoomTo, look]);

  return useMemo(() => {
    const fit = (): void => {
      const box = scroller.current;
      if (box === null || width === 0 || height === 0) return;
      const free = 2 * padding;
      zoomTo(Math.min(1, (box.clientWidth - free) / width, (box.clientHeight - free) / height));
      box.scrollTo({ left: 0, top: 0 });
    };
    const show = (x: number, y: number): void => {
      const box = scroller.current;
      if (box === null) return;
      const scale = zoomed.current;
      const [left, top] = [x * scale + padding, y * scale + padding];
      const [right, bottom] = [left + sizes.width * scale, top + sizes.height * scale];
      const toLeft =
        left < box.scrollLeft
          ? left - padding
          : right > box.scrollLeft + box.clientWidth
            ? right - box.clientWidth + padding
            : box.scrollLeft;
      const toTop =
        top < box.scrollTop
          ? top - padding
          : bottom > box.scrollTop + box.clientHeight
            ? bottom - box.clientHeight + padding
            : box.scrollTop;
      box.scrollTo({ left: toLeft, top: toTop });
    };
    const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
      const box = scroller.current;
      const onNode = event.target instanceof Element && event.target.closest('.node') !== null;
      if (box === null || onNode || event.button !== 0 || event.pointerType === 'touch') return;
      const from = { x: event.clientX + box.scrollLeft, y: event.clientY + box.scrollTop };
      const drag = (move: globalThis.PointerEvent): void => box.scrollTo(from.x - move.clientX, from.y - move.clientY);
      const drop = (): void => {
        document.removeEventListener('pointermove', drag);
        document.removeEventListener('pointerup', drop);
      };
      document.addEventListener('pointermove', drag);
      document.addEventListener('pointerup', drop);
    };
    return {
      scroller,
      zoom,
      window,
      handlers: { onScroll: look, onPointerDown },
      zoomBy: (factor: number) => zoomTo(zoomed.current * factor),
      zoomTo: (next: number) => zoomTo(next),
      fit,
      show,
    };
  }, [zoom, window, width, height, look, zoomTo]);
}

import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useMemo, useRef } from 'react';
import type { DesiredManifest, OriginPlace } from '../../api/index.ts';
import { PlaceText } from './place.tsx';
import { piecesOf } from './yaml.ts';

const lineHeight = 20;

/** A manifest, line by line; beside each line, where it was written, where that is known. */
export function Manifest(props: {
  readonly yaml: string;
  readonly label: string;
  readonly origins?: Pick<DesiredManifest, 'places' | 'lines'> | undefined;
}): ReactNode {
  const { yaml, label, origins } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => yaml.replace(/\n$/, '').split('\n'), [yaml]);
  const longest = useMemo(() => lines.reduce((most, line) => Math.max(most, line.length), 0), [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  });
  const placeOf = (index: number): OriginPlace | undefined => origins?.places[origins.lines[index] ?? -1];
  return (
    <div className="code" ref={scroller} tabIndex={0} role="region" aria-label={label}>
      <div
        className="code-body mono"
        style={{ height: virtual.getTotalSize(), minWidth: `${longest + 8 + (origins ? 30 : 0)}ch` }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="code-line" style={{ transform: `translateY(${start}px)` }}>
            <span className="code-number">{index + 1}</span>
            <YamlText line={lines[index] ?? ''} />
            {origins !== undefined && <Origin place={placeOf(index)} above={placeOf(index - 1)} />}
          </div>
        ))}
      </div>
    </div>
  );
}

/** A line of YAML in the colours of its pieces. */
export const YamlText = memo(function YamlText({ line }: { readonly line: string }): ReactNode {
  return (
    <span className="code-text">
      {piecesOf(line).map(({ text, kind }, index) =>
        kind === 'plain' ? (
          text
        ) : (
          <span key={index} className={`yaml-${kind}`}>
            {text}
          </span>
        ),
      )}
    </span>
  );
});

/** The file is named where it differs from the line above; below it, its lines are enough. */
function Origin({
  place,
  above,
}: {
  readonly place: OriginPlace | undefined;
  readonly above: OriginPlace | undefined;
}): ReactNode {
  if (place === undefined)
    return <span className="code-origin faint">{above === undefined ? '' : 'set by the renderer'}</span>;
  // What is known as a whole stands at its first line alone.
  if (place === above) return <span className="code-origin again" />;
  const isSame = above !== undefined && above.file === place.file && above.transformer === place.transformer;
  return (
    <span className={`code-origin ${isSame ? 'again' : ''}`}>
      <PlaceText place={place} short={isSame} />
    </span>
  );
}

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { TreeNode } from '../../api/index.ts';
import { Problem } from '../../design/problem.tsx';
import { searched } from './log-buffer.ts';
import { useLog } from './use-log.ts';

/** How much of the past is read: so many lines, or so many seconds. */
const pasts = [
  ['2000', '2,000 lines', { tail: 2_000, sinceSeconds: undefined }],
  ['20000', '20,000 lines', { tail: 20_000, sinceSeconds: undefined }],
  ['5m', '5 minutes', { tail: 20_000, sinceSeconds: 300 }],
  ['1h', '1 hour', { tail: 20_000, sinceSeconds: 3_600 }],
  ['1d', '1 day', { tail: 20_000, sinceSeconds: 86_400 }],
] as const;

/** The log of one container of one Pod, live: searched, wrapped, followed, downloaded. */
export function Logs({ delivery, pods }: { readonly delivery: string; readonly pods: readonly TreeNode[] }): ReactNode {
  const [podId, setPodId] = useState(pods[0]?.id);
  const pod = pods.find(({ id }) => id === podId) ?? pods[0];
  const containers = pod?.containers ?? [];
  const [containerName, setContainer] = useState<string>();
  const container =
    containers.find(({ name }) => name === containerName) ??
    containers.find(({ init }) => init !== true) ??
    containers[0];
  const [previous, setPrevious] = useState(false);
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(false);
  const [past, setPast] = useState('2000');
  const [search, setSearch] = useState('');
  const log = useLog({
    delivery,
    namespace: pod?.object.namespace ?? '',
    pod: pod?.object.name ?? '',
    container: container?.name,
    previous,
    follow: !previous,
    ...(pasts.find(([id]) => id === past) ?? pasts[0])[2],
  });
  const shown = useMemo(() => searched(log.lines, search), [log.lines, search]);
  return (
    <div className="logs">
      <div className="logs-tools">
        {pods.length > 1 && (
          <select className="input" aria-label="Pod" value={pod?.id} onChange={({ target }) => setPodId(target.value)}>
            {pods.map(({ id, object }) => (
              <option key={id} value={id}>
                {object.name}
              </option>
            ))}
          </select>
        )}
        {containers.length > 1 && (
          <select
            className="input"
            aria-label="Container"
            value={container?.name}
            onChange={({ target }) => setContainer(target.value)}
          >
            {containers.map(({ name, init }) => (
              <option key={name} value={name}>
                {name}
                {init === true ? ' (init)' : ''}
              </option>
            ))}
          </select>
        )}
        <select className="input" aria-label="Past" value={past} onChange={({ target }) => setPast(target.value)}>
          {pasts.map(([id, text]) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </select>
        <input
          className="input grow"
          aria-label="Search the log"
          placeholder="Search"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Toggle label="Follow" on={follow} onChange={setFollow} />
        <Toggle label="Wrap" on={wrap} onChange={setWrap} />
        <Toggle label="Previous" on={previous} onChange={setPrevious} />
        <button
          type="button"
          className="button small"
          disabled={log.lines.length === 0}
          onClick={() =>
            download(
              `${pod?.object.name ?? 'pod'}-${container?.name ?? 'log'}.log`,
              log.lines.map(({ text }) => text).join('\n'),
            )
          }
        >
          Download
        </button>
      </div>
      {log.error !== undefined && <Problem of={log.error} />}
      {log.end !== undefined && log.lines.length === 0 && (
        <p className="soft logs-empty">
          {previous ? 'There was no earlier container.' : 'This container has written nothing.'}
        </p>
      )}
      <LogLines lines={shown} wrap={wrap} follow={follow && search === ''} onLeave={() => setFollow(false)} />
      <p className="small soft logs-state" role="status">
        {search === ''
          ? `${log.lines.length.toLocaleString('en')} lines`
          : `${shown.length.toLocaleString('en')} of ${log.lines.length.toLocaleString('en')} lines`}
        {log.end !== undefined && ` · ${log.end}`}
        {log.end === undefined && log.error === undefined && ' · live'}
      </p>
    </div>
  );
}

function Toggle(props: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  return (
    <label className="row toggle">
      <input type="checkbox" checked={props.on} onChange={({ target }) => props.onChange(target.checked)} />
      {props.label}
    </label>
  );
}

function LogLines(props: {
  readonly lines: ReturnType<typeof searched>;
  readonly wrap: boolean;
  readonly follow: boolean;
  readonly onLeave: () => void;
}): ReactNode {
  const { lines, wrap, follow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 18,
    overscan: 40,
    getItemKey: (index) => lines[index]?.number ?? index,
  });
  useEffect(() => virtual.measure(), [virtual, wrap]);
  useEffect(() => {
    if (follow && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [follow, lines, virtual]);
  return (
    <div
      className={`log mono ${wrap ? 'wrapped' : ''}`}
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-label="Log"
      aria-live="off"
      onWheel={(event) => event.deltaY < 0 && follow && props.onLeave()}
    >
      <div className="code-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          return (
            line && (
              <div
                key={key}
                data-index={index}
                ref={virtual.measureElement}
                className="log-line"
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className="log-time" title={line.time}>
                  {line.time?.slice(11, 23)}
                </span>
                <span className="log-text">{line.text}</span>
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

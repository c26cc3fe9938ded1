import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useDeferredValue, useId, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { aboutQuery, searchQuery } from '../api/index.ts';
import { Glyph, Icon, lookOf } from '../design/index.ts';
import { entriesOf, type Entry, splitAction } from './entries.ts';
import './palette.css';

/** Goes anywhere and asks for anything by a few letters: deliveries, their objects, actions on them, lists that people often want. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const { words } = splitAction(useDeferredValue(text));
  const found = useQuery(searchQuery(words));
  const about = useQuery(aboutQuery);
  const hits = words === '' ? [] : (found.data?.hits ?? []);
  const entries = entriesOf(text, hits, about.data?.kinds ?? []);
  const at = Math.min(active, entries.length - 1);
  const go = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    if (entry.kind === 'list') void navigate({ to: '/', search: entry.query === '' ? {} : { q: entry.query } });
    else {
      const [kind = '', namespace = '', name = ''] = entry.delivery.split('/');
      void navigate({
        to: '/deliveries/$kind/$namespace/$name',
        params: { kind, namespace, name },
        search: { ...(entry.object && { object: entry.object }), ...(entry.ask && { ask: entry.ask }) },
      });
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      event.preventDefault();
      setActive((at + step + entries.length) % entries.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(entries[at]);
    }
  };
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog palette">
        <Dialog aria-label="Go to">
          <div className="palette-search">
            <Icon name="search" />
            <input
              autoFocus
              role="combobox"
              aria-label="A delivery, an object, or an action and a name"
              aria-expanded={entries.length > 0}
              aria-controls={list}
              aria-autocomplete="list"
              {...(entries.length > 0 ? { 'aria-activedescendant': `${list}-${at}` } : {})}
              placeholder="A delivery, an object, or “sync” and a name"
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={text}
              onChange={({ target }) => {
                setText(target.value);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <ul id={list} role="listbox" aria-label="Found" className="menu palette-list">
            {entries.map((entry, index) => (
              <li
                key={entry.key}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                ref={index === at ? (item) => item?.scrollIntoView({ block: 'nearest' }) : null}
                onClick={() => go(entry)}
                onMouseMove={() => index !== at && setActive(index)}
              >
                <EntryFace entry={entry} />
              </li>
            ))}
          </ul>
          <p className="palette-foot small soft" role="status">
            {words !== '' && entries.length === 0 && !found.isFetching && 'Nothing has this name.'}
            {found.data?.more === true && words !== '' && 'There is more: go on typing.'}
            {found.error !== null && found.error.message}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function EntryFace({ entry }: { readonly entry: Entry }): ReactNode {
  const look = entry.state === undefined ? undefined : lookOf(entry.state);
  return (
    <>
      {look === undefined ? <span className="node-quiet" /> : <Glyph shape={look.shape} tone={look.tone} />}
      <span className="cut">{entry.title}</span>
      <span className="grow" />
      <span className="soft small cut">{entry.hint}</span>
    </>
  );
}

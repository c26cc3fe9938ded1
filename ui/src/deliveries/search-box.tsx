import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { Facet } from '../api/index.ts';
import { Icon } from '../design/index.ts';
import { suggestionsFor } from './suggest.ts';

/** How long after the last key the list follows. */
const pause = 150;

/** The search over the list: free words and the words of the query language, with what can follow. */
export function SearchBox(props: {
  readonly query: string;
  readonly facets: readonly Facet[];
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onQuery: (query: string) => void;
  readonly onLeave: () => void;
}): ReactNode {
  const [text, setText] = useState(props.query);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useId();
  const sent = useRef(props.query);
  const latest = useRef(props.onQuery);
  latest.current = props.onQuery;
  useEffect(() => {
    // The address changed by other ways than this box: a facet, the way back.
    if (props.query.trim() !== sent.current.trim()) setText(props.query);
    sent.current = props.query;
  }, [props.query]);
  useEffect(() => {
    if (text.trim() === sent.current.trim()) return undefined;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      latest.current(text.trim());
    }, pause);
    return () => clearTimeout(timer);
  }, [text]);
  const suggestions = open ? suggestionsFor(text, props.facets) : [];
  const take = (query: string): void => {
    setText(query);
    setActive(-1);
    props.input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const picked = suggestions[active];
    if (step !== 0 && suggestions.length > 0) {
      event.preventDefault();
      const next = active + step;
      setActive(next < -1 ? suggestions.length - 1 : next >= suggestions.length ? -1 : next);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && picked !== undefined) {
      event.preventDefault();
      take(picked.query);
    } else if (event.key === 'Enter') {
      setOpen(false);
      props.onLeave();
    } else if (event.key === 'Escape') {
      if (suggestions.length > 0) setOpen(false);
      else props.onLeave();
    }
  };
  return (
    <div className="search-box">
      <Icon name="search" />
      <input
        ref={props.input}
        className="input"
        role="combobox"
        aria-label="Search deliveries"
        aria-expanded={suggestions.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(active >= 0 ? { 'aria-activedescendant': `${list}-${active}` } : {})}
        aria-keyshortcuts="/"
        placeholder="Search, or health:Degraded sync:OutOfSync project:…"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={1000}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {text !== '' ? (
        <button
          type="button"
          className="button quiet icon search-clear"
          aria-label="Clear the search"
          onClick={() => take('')}
        >
          <Icon name="close" />
        </button>
      ) : (
        <kbd className="search-key">/</kbd>
      )}
      <ul
        id={list}
        role="listbox"
        aria-label="Ways to go on"
        className="menu search-suggestions"
        hidden={suggestions.length === 0}
      >
        {suggestions.map((suggestion, index) => (
          <li
            key={suggestion.query}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
              take(suggestion.query);
            }}
          >
            <span className="mono">{suggestion.text}</span>
            <span className="grow" />
            <span className="faint small">{suggestion.hint}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

import type { ReactNode } from 'react';

const paths = {
  search: 'M10.2 10.2 14 14M11.5 6.5a5 5 0 1 1-10 0 5 5 0 0 1 10 0z',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  sun: 'M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0z',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z',
  both: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  person: 'M10.5 5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM3 14c.4-3 2.4-4.5 5-4.500s4.6 1.5 5 4.5',
  filter: 'M2 4h12M4.5 8h7M6.5 12h3',
  out: 'M9.5 2.500h4v4M13.5 2.5 7.5 8.500M12 9.500v4H2.500V4h4',
} as const;

/** A sign for something to do or to look at; the control around it has the words. */
export function Icon({ name }: { readonly name: keyof typeof paths }): ReactNode {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} strokeWidth={name === 'more' ? 2.5 : 1.5} />
    </svg>
  );
}

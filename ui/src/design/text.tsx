import type { ReactNode } from 'react';

/** A repository's address without what every address has: scheme, user and `.git`. */
export function shortRepository(address: string): string {
  return address
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/\.git$/, '');
}

/** A count with its noun: `1 object`, `3 objects`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** A text of the server as a sentence of its own: with a capital letter, unless it begins with a name of the code. */
export function sentence(text: string): string {
  return /^[a-z]+[ ,:;]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** An address as a link only where it is one that a browser may open; else it stays text (`javascript:` and the like). */
export function OutLink({ to, children }: { readonly to: string; readonly children?: ReactNode }): ReactNode {
  if (!isWebAddress(to)) return <span className="mono">{children ?? to}</span>;
  return (
    <a href={to} target="_blank" rel="noreferrer noopener">
      {children ?? shortRepository(to)}
    </a>
  );
}

/** Whether an address is http or https: all others, as they come from a cluster, are text. */
export function isWebAddress(address: string): boolean {
  try {
    const { protocol } = new URL(address);
    return protocol === 'http:' || protocol === 'https:';
  } catch {
    return false;
  }
}

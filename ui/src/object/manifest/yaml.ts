/** A piece of a line of YAML and what it is. */
export interface Piece {
  readonly text: string;
  readonly kind: 'plain' | 'key' | 'string' | 'number' | 'comment' | 'mark';
}

const entry = /^(\s*(?:- )*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:'"{[][^:#]*?)(:)(?=\s|$)(.*)$/;

/** Divides a line of YAML for the eye. It does not read YAML: a line inside of a long text may be taken for more than it is. */
export function piecesOf(line: string): Piece[] {
  const comment = /^(\s*)(#.*)$/.exec(line);
  if (comment !== null) return [plain(comment[1]), { text: comment[2] ?? '', kind: 'comment' }];
  const pair = entry.exec(line);
  if (pair !== null) {
    const [, before, key = '', colon = '', value = ''] = pair;
    return [
      plain(before),
      { text: key, kind: 'key' } as const,
      { text: colon, kind: 'mark' } as const,
      ...valueOf(value),
    ].filter(notEmpty);
  }
  const item = /^(\s*(?:- )+)(.*)$/.exec(line);
  if (item !== null) return [plain(item[1]), ...valueOf(item[2] ?? '')].filter(notEmpty);
  return valueOf(line).filter(notEmpty);
}

function valueOf(text: string): Piece[] {
  const value = text.trim();
  if (/^["']/.test(value)) return [{ text, kind: 'string' }];
  if (/^(-?\d+(\.\d+)?|true|false|null|~)$/.test(value)) return [{ text, kind: 'number' }];
  return [plain(text)];
}

function plain(text = ''): Piece {
  return { text, kind: 'plain' };
}

function notEmpty({ text }: Piece): boolean {
  return text !== '';
}

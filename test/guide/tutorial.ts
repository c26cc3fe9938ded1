/** Commands that a document shows, and what it says that they print. */
export interface Step {
  /** The line of the document on which the commands begin. */
  readonly line: number;
  readonly commands: string;
  /** Lines that must come in this order, others between them; `…` stands for anything, white space for any white space. */
  readonly prints: readonly string[];
}

/** The steps of a Markdown document: blocks fenced as `sh`, each with the block fenced as `text` that follows it. Others are only shown. */
export function stepsOf(document: string): readonly Step[] {
  const steps: Step[] = [];
  let line = 1;
  // The parts outside fences come at even places, the insides at odd ones.
  for (const [index, part] of document.split(/^```/m).entries()) {
    const [language, ...content] = part.split('\n');
    if (index % 2 === 1 && language === 'sh') steps.push({ line: line + 1, commands: content.join('\n'), prints: [] });
    if (index % 2 === 1 && language === 'text') {
      const last = steps.pop();
      if (last === undefined) throw new Error(`line ${line}: no commands stand before what they print`);
      steps.push({ ...last, prints: [...last.prints, ...content.filter((text) => text !== '')] });
    }
    line += content.length;
  }
  return steps;
}

/** The first of the lines that the output has not got, after those before it; undefined where it has them all. */
export function missingLine(output: string, prints: readonly string[]): string | undefined {
  const lines = output.split('\n');
  let from = 0;
  return prints.find((wanted) => {
    const words = wanted.split(/\s+/).map((word) => word.split('…').map(escaped).join('.*'));
    const pattern = new RegExp(`^\\s*${words.join('\\s+')}\\s*$`);
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
    from = found + 1;
    return found < 0;
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

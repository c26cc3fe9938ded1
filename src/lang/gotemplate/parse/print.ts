import { quoteString } from '../format/index.ts';
import type { BranchNode, CommandNode, Node, PipeNode } from './node.ts';

/** A node as Go prints it in error texts: what it means, not how it was written (text/template/parse/node.go). */
export function printNode(node: Node): string {
  switch (node.kind) {
    case 'list':
      return node.nodes.map(printNode).join('');
    case 'text':
      return node.text;
    case 'action':
      return `{{${printPipe(node.pipe)}}}`;
    case 'if':
    case 'with':
    case 'range':
      return printBranch(node);
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'template':
      return `{{template ${quoteString(node.name)}${node.pipe === undefined ? '' : ` ${printPipe(node.pipe)}`}}}`;
    case 'pipe':
      return printPipe(node);
    case 'command':
      return printCommand(node);
    case 'variable':
      return node.names.join('.');
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'chain': {
      const of = printNode(node.of);
      return (node.of.kind === 'pipe' ? `(${of})` : of) + node.names.map((name) => `.${name}`).join('');
    }
    case 'identifier':
      return node.name;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
  }
}

function printPipe(pipe: PipeNode): string {
  const declared = pipe.declared.map(printNode).join(', ');
  const commands = pipe.commands.map(printCommand).join(' | ');
  return declared === '' ? commands : `${declared} ${pipe.isAssign ? '=' : ':='} ${commands}`;
}

function printCommand(command: CommandNode): string {
  return command.args.map((arg) => (arg.kind === 'pipe' ? `(${printPipe(arg)})` : printNode(arg))).join(' ');
}

function printBranch(node: BranchNode): string {
  const elseText = node.elseList === undefined ? '' : `{{else}}${printNode(node.elseList)}`;
  return `{{${node.kind} ${printPipe(node.pipe)}}}${printNode(node.list)}${elseText}{{end}}`;
}

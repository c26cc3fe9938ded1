import { type TemplateError, textOfBytes } from '../../../lang/index.ts';
import { HelmError } from '../error.ts';

/** Around what `fail` and `required` say, so that it is found in Go's error. */
const warnStart = 'HELM_ERR_START';
const warnEnd = 'HELM_ERR_END';

/** Marks the words of a chart's author. */
export function markedWarning(text: string): string {
  return `${warnStart}${text}${warnEnd}`;
}

/** How helm tells of a template that cannot be parsed: its place, and the end of what Go says (helm 4.2, cleanupParseError). */
export function parseFailure(file: string, error: TemplateError): HelmError {
  const tokens = error.message.split(': ');
  const [, location = ''] = tokens;
  const message =
    tokens.length === 1
      ? `parse error in (${file}): ${error.message}`
      : `parse error at (${location}): ${tokens.at(-1) ?? ''}`;
  return failure(message, file, error);
}

/** How helm tells of a template that cannot be executed (helm 4.2, reformatExecErrorMsg). */
export function executionFailure(file: string, error: TemplateError): HelmError {
  const { message } = error;
  const first = message.indexOf(': ');
  const second = message.indexOf(': ', first + 2);
  if (second < 0) return failure(`execution error in (${file}): ${message}`, file, error);
  const location = message.slice(first + 2, second);
  const said = markedIn(message.slice(second + 2));
  if (said !== undefined) return failure(`execution error at (${location}): ${said}`, file, error);
  return failure(traceOf(error) ?? message, file, error);
}

function failure(message: string, file: string, cause: unknown): HelmError {
  return new HelmError('template', textOfBytes(message), { object: textOfBytes(file), cause });
}

function markedIn(text: string): string | undefined {
  const start = text.indexOf(warnStart);
  const end = text.lastIndexOf(warnEnd);
  return start < 0 || end < start + warnStart.length ? undefined : text.slice(start + warnStart.length, end);
}

interface Step {
  readonly location: string;
  readonly executed: string;
  readonly message: string;
}

/** The errors within each other, outermost first, each once; undefined where one of them is not Go's template's. */
function traceOf(error: TemplateError): string | undefined {
  const steps: Step[] = [];
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const step = stepOf(current.message);
    if (step === undefined) return undefined;
    const last = steps.at(-1);
    const isSame = last?.location === step.location && last.executed === step.executed && last.message === step.message;
    if (!isSame) steps.push(step);
  }
  const text = steps
    .map(
      ({ location, executed, message }) =>
        (location === '' ? '' : `${location}\n  `) +
        (executed === '' ? '' : `${executed}\n    `) +
        (message === '' ? '' : `${message}\n`),
    )
    .join('');
  return text.trim();
}

function stepOf(text: string): Step | undefined {
  if (!text.startsWith('template: ')) return undefined;
  const rest = text.slice('template: '.length);
  if (rest.startsWith('no template ')) return { location: '', executed: '', message: text };
  return executingStep(rest) ?? plainStep(rest);
}

/** `FILE:LINE:COLUMN: executing "NAME" at <EXPRESSION>: MESSAGE` */
function executingStep(rest: string): Step | undefined {
  const at = rest.indexOf(': executing ');
  if (at < 0) return undefined;
  const after = rest.slice(at + ': executing '.length);
  const endOfName = after.startsWith('"') ? after.indexOf('"', 1) : -1;
  if (endOfName < 0) return undefined;
  const expression = after.slice(endOfName + 1);
  const end = expression.indexOf('>: ');
  if (!expression.startsWith(' at <') || end < 0) return undefined;
  return {
    location: rest.slice(0, at),
    executed: `executing ${after.slice(0, endOfName + 1)} at ${expression.slice(' at '.length, end)}>:`,
    message: upToNext(expression.slice(end + '>: '.length)),
  };
}

/** `NAME: MESSAGE` */
function plainStep(rest: string): Step | undefined {
  const at = rest.lastIndexOf(': ');
  return at < 0
    ? undefined
    : { location: rest.slice(0, at), executed: '', message: upToNext(rest.slice(at + ': '.length)) };
}

/** Without the error within, which stands for itself. */
function upToNext(message: string): string {
  const cut = message.indexOf(' template:');
  return cut < 0 ? message : message.slice(0, cut);
}

/** Values that a log line may carry. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The port for logs. Messages are constant, lower case and in the past tense; what varies is in the fields, under the same names
 * everywhere: `owner`, `cluster`, `kind`, `namespace`, `name`, `revision`, `durationMs`, `error`.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose every line also carries `fields`. */
  with(fields: LogFields): Logger;
}

/** How serious a line is, least first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const severity: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Writes one JSON object a line with `ts`, `level` and `msg` first: the form that `flux logs` reads. */
export function jsonLogger(options: {
  write: (line: string) => void;
  now: () => number;
  level?: LogLevel;
  fields?: LogFields;
}): Logger {
  const least = severity[options.level ?? 'info'];
  const log = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (severity[level] < least) return;
    const ts = new Date(options.now()).toISOString();
    options.write(JSON.stringify({ level, ts, msg: message, ...options.fields, ...fields }));
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    with: (fields) => jsonLogger({ ...options, fields: { ...options.fields, ...fields } }),
  };
}

/** Drops every line. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLogger,
};

import { pino } from 'pino';

/** What the platform needs of a logger: pino has it. */
export type Logger = {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};

/**
 * Tells of an error as pino does, but of no address more than its path: what comes after a question mark may open something,
 * as the token of an export does.
 */
export function errorWithoutQueries(error: Error): object {
  const told = pino.stdSerializers.err(error) as { message?: string; stack?: string };
  const { message = '', stack = '' } = told;
  return { ...told, message: withoutQueries(message), stack: withoutQueries(stack) };
}

const withoutQueries = (text: string): string => text.replace(/(\/[^\s"'?]*)\?[^\s"']+/g, '$1?…');

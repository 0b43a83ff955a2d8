/** What the platform needs of a logger: pino has it. */
export type Logger = {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};

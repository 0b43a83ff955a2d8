/**
 * The program cannot start and nothing is damaged. The message is the one clear sentence that the merchant reads: what
 * happened, and what to do next. `main.ts` prints it, without a stack, and exits with 1.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}

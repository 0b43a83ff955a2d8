import { format } from 'node:util';
import { afterEach, beforeEach } from 'vitest';

// Whatever writes to the error console in a test has hit a fault that nobody looked at. A test that expects such a
// message replaces `console.error` itself.
const original = console.error;
let said: string[] = [];

beforeEach(() => {
  said = [];
  console.error = (...parts: unknown[]) => void said.push(format(...parts));
});

afterEach(() => {
  console.error = original;
  if (said.length > 0) throw new Error(`console.error was called:\n${said.join('\n')}`);
});

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { drawRefusal } from './gate/refuse-raw.ts';
import type { GeneralCode } from './problems.ts';

/** How long whoever sent it has to read why it was refused. */
const CLOSE_WITHIN_MS = 2_000;

const CODES: Readonly<Record<string, GeneralCode | undefined>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too_slow',
};

const answered = new WeakSet<Socket>();

/**
 * Answers what Node could not read as a request, and ends the connection: nobody knows where the next one would begin. In
 * an orderly way, since a line that is cut at once takes the answer with it where more was still being sent.
 */
export function answerBrokenRequest({ code = '' }: { code?: string }, socket: Socket): void {
  if (answered.has(socket) || socket.destroyed) return;
  answered.add(socket);
  if (code === 'ECONNRESET' || !socket.writable || hasBegunToAnswer(socket)) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = drawRefusal({}, { code: CODES[code] ?? 'malformed' }, false);
  const all = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
  setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS).unref();
}

/** An answer to an earlier request of the line, of which a part is out. Node itself looks here too. */
function hasBegunToAnswer(socket: Socket): boolean {
  return (socket as { _httpMessage?: { headersSent?: boolean } })._httpMessage?.headersSent === true;
}

import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a body may take to come. */
export type BodyPace = {
  /** For any body at all: a packet may be lost on the way, and lost again. */
  readonly graceMs: number;
  /** What has come earns a second for each so many bytes, so that a slow line gets through and a silent one does not. */
  readonly bytesPerSecond: number;
  readonly atMostMs: number;
};

/** What a person types is two kilobytes at most: a line of 300 bytes a second still brings them in time. */
export const BODY_PACE: BodyPace = { graceMs: 5_000, bytesPerSecond: 1_024, atMostMs: 25_000 };

/** How long a body may have been under way by now, in milliseconds, of which so many bytes have come. */
export function allowedMs(receivedBytes: number, { graceMs, bytesPerSecond, atMostMs }: BodyPace): number {
  return Math.min(graceMs + (receivedBytes / bytesPerSecond) * 1_000, atMostMs);
}

/** Calls `giveUp` once the request's body has taken longer than the pace allows. */
export function timeBody(
  request: IncomingMessage,
  response: ServerResponse,
  pace: BodyPace,
  giveUp: () => void,
): void {
  const { socket } = request;
  const startedAt = performance.now();
  const readBefore = socket.bytesRead;
  let timer = lookIn(pace.graceMs);

  /** After what has arrived was read, which a process that was busy for long has not done when a timer is due. */
  function lookIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => setImmediate(look), ms).unref();
  }

  function look(): void {
    if (request.complete || response.closed || response.writableEnded) return;
    const leftMs = allowedMs(socket.bytesRead - readBefore, pace) - (performance.now() - startedAt);
    if (leftMs > 0) timer = lookIn(leftMs);
    // It is we who do not read on.
    else if (request.readableLength >= request.readableHighWaterMark) timer = lookIn(pace.graceMs);
    else giveUp();
  }

  response.once('close', () => clearTimeout(timer));
}

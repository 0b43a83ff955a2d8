import underPressure from '@fastify/under-pressure';
import type { ApiApp } from './api.ts';
import { sendGeneralRefusal } from './answers.ts';

const SAMPLE_MS = 1_000;

/**
 * Measures how far the event loop is behind (`app.memoryUsage()`), which the gate goes by, and refuses what the gate let
 * through when memory runs short.
 */
export async function measureLoad(app: ApiApp): Promise<void> {
  await app.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxHeapUsedBytes: 3 * 1024 ** 3,
    pressureHandler: (_request, reply) => void sendGeneralRefusal(reply, { code: 'overloaded' }),
  });
}

/**
 * How far the event loop is behind, in milliseconds, for a process that has opened at `openedAt` of `performance.now()`. A sample is
 * of the second before it: the first ones after that hold what starting took, which no visitor is to blame for.
 */
export function readLagMs(app: ApiApp, openedAt: number): number {
  if (performance.now() - openedAt < 2 * SAMPLE_MS) return 0;
  // Right after the loop was blocked nothing is measured yet, which is told as infinite: no reason to refuse anybody.
  const delay = app.memoryUsage().eventLoopDelay;
  return Number.isFinite(delay) ? delay : 0;
}

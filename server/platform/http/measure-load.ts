import underPressure from '@fastify/under-pressure';
import type { ApiApp } from './api.ts';
import { sendGeneralRefusal } from './answers.ts';

/**
 * Measures how far the event loop is behind (`app.memoryUsage()`), which the gate goes by, and refuses what the gate let
 * through when memory runs short.
 */
export async function measureLoad(app: ApiApp): Promise<void> {
  await app.register(underPressure, {
    maxHeapUsedBytes: 3 * 1024 ** 3,
    pressureHandler: (_request, reply) => void sendGeneralRefusal(reply, { code: 'overloaded' }),
  });
}

import { timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import { collectDefaultMetrics, Gauge as PrometheusGauge, Histogram, register } from 'prom-client';
import type { Database } from '../database.ts';
import type { ApiApp } from './api.ts';
import { bearerTokenOf } from './credentials.ts';
import { answers, sendGeneralRefusal, sendRefusal } from './answers.ts';

export type HealthOptions = {
  readonly database: Database;
  /** Whether this process should get requests: false from the moment it is told to stop. */
  isOpen(): boolean;
  /** Whether jobs are run here, where they should be. */
  areJobsRunning(): boolean;
  /** Needed to read /metrics; undefined in a demo shop, which only this machine reaches. */
  readonly metricsToken: string | undefined;
  /** What the program counts beside the answers. */
  readonly gauges: readonly Gauge[];
};

/** Figures that are read when they are asked for, one for each value of the label. */
export type Gauge = {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  read(): Promise<ReadonlyMap<string, number>>;
};

/** Liveness, readiness and figures. */
export function healthRoutes(app: ApiApp, options: HealthOptions): void {
  const State = Type.Object({ status: Type.String() });
  app.get(
    '/healthz',
    {
      schema: { summary: 'Is the process alive?', response: answers({ 200: State }) },
      config: { access: 'public' },
    },
    async () => ({ status: 'alive' }),
  );
  app.get(
    '/readyz',
    {
      schema: { summary: 'Can it serve?', response: answers({ 200: State }) },
      config: { access: 'public' },
    },
    async (_request, reply) => {
      if (!options.isOpen() || !options.areJobsRunning()) return sendRefusal(reply, { code: 'overloaded' });
      await options.database.query('select 1');
      return reply.send({ status: 'ready' });
    },
  );
  metricsRoute(app, options);
}

function metricsRoute(app: ApiApp, { metricsToken, gauges }: HealthOptions): void {
  register.clear();
  collectDefaultMetrics();
  const durations = new Histogram({
    name: 'ks_http_request_seconds',
    help: 'How long answers took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  });
  app.addHook('onResponse', async (request, reply) => {
    durations.observe(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
  gauges.forEach(addGauge);
  app.get('/metrics', { schema: { hide: true }, config: { access: 'public' } }, async (request, reply) => {
    if (
      metricsToken !== undefined &&
      !isSame(bearerTokenOf(request.headers.authorization) ?? '', metricsToken)
    ) {
      return sendGeneralRefusal(reply, { code: 'no_session' });
    }
    return reply
      .type(register.contentType)
      .serializer(String)
      .send(await register.metrics());
  });
}

function addGauge({ name, help, label, read }: Gauge): void {
  new PrometheusGauge({
    name,
    help,
    labelNames: [label],
    async collect() {
      this.reset();
      // What cannot be read just now is left out; the other figures are told all the same.
      const values = await read().catch(() => new Map<string, number>());
      for (const [of, value] of values) this.set({ [label]: of }, value);
    },
  });
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

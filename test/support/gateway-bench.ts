import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Clock } from '../../server/kernel/clock.ts';
import type { Gateway, NotificationAnswer, RawNotification } from '../../server/modules/payment/gateway.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/**
 * What stands between a gateway and its service. `broken`: every call is answered by 500; `hangs`: by nothing; `lost`: it does what
 * is asked, and the line breaks before the answer is through.
 */
export type Line = 'open' | 'broken' | 'hangs' | 'lost';

/** In what services differ, and a gateway can do nothing about it. */
export type Manners = {
  /** The shop asks it to open a payment; else the payer's browser does. */
  readonly asksToOpen: boolean;
  /** It ends a payment when it is asked to; else only time does. */
  readonly closes: boolean;
  /** On which of its days it books what happens then. */
  billDay(at: Date): string;
  /** One of them long past, without trades. */
  quietDay(now: Date): string;
};

const SHANGHAI_MS = 8 * 3_600_000;

const USUAL_MANNERS: Manners = {
  ...{ asksToOpen: true, closes: true },
  billDay: (at) => new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10),
  quietDay: () => '2019-01-01',
};

/** A gateway with its service on a server of its own, whose clock a test moves on. */
export type GatewayBench = {
  readonly gateway: Gateway;
  readonly manners: Manners;
  readonly clock: Clock & { advance(ms: number): void };
  readonly notifyUrl: string;
  readonly notices: NoticeRules;
  set(line: Line): void;
  /** A payer comes to what was opened, without paying yet. */
  come(paymentNo: string): Promise<void>;
  /** A payer pays. What the service has sent for it, as it came. */
  pay(paymentNo: string): Promise<RawNotification[]>;
  /** Somebody who has no key of the service's claims that it was paid. */
  forge(paymentNo: string): Promise<RawNotification[]>;
  /** What has come since a payer paid last, or since this was asked last. */
  takeNotices(): RawNotification[];
  /** What the service has given back of a payment, whatever it says. */
  givenBack(paymentNo: string): Promise<number>;
  close(): Promise<void>;
};

/** What a service's notices are proved by, and for how long; null: they do not say when they were sent. */
export type NoticeRules = { readonly provedBy: 'headers' | 'body'; readonly lastMs: number | null };

/** What one service brings. */
export type Service = {
  readonly gateway: Gateway;
  /** Unsaid: by headers, for less than ten minutes. */
  readonly notices?: NoticeRules;
  /** Where it differs from others. */
  readonly manners?: Manners;
  /** Where the service knows of no payment before somebody comes to it. */
  come?(paymentNo: string): Promise<unknown>;
  pay(paymentNo: string): Promise<unknown>;
  forge(paymentNo: string): Promise<unknown>;
  givenBack(paymentNo: string): Promise<number>;
};

export type Ground = {
  readonly database: TestDatabase;
  readonly app: FastifyInstance;
  readonly clock: Clock;
  /** Where the service is, without a slash at its end; known once the server listens. */
  url(): string;
  readonly notifyUrl: string;
};

/** `open` registers the routes of the service on `app`. */
export async function openGatewayBench(open: (ground: Ground) => Promise<Service>): Promise<GatewayBench> {
  const database = await createTestDatabase();
  let offsetMs = 0;
  const clock = {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms: number) => void (offsetMs += ms),
  };
  const inbox = await openInbox(() => service.gateway.answerNotification('accepted'));
  const app = Fastify({ forceCloseConnections: true });
  let line: Line = 'open';
  app.addHook('onRequest', async (_request, reply) => {
    if (line === 'hangs') reply.hijack();
    if (line === 'broken') await reply.code(500).send({ code: 'SYSTEM_ERROR' });
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    if (line === 'lost') reply.raw.destroy();
    return payload;
  });
  let url = '';
  const { notifyUrl } = inbox;
  const service = await open({ database, app, clock, url: () => url, notifyUrl });
  url = await listen(app);
  const collect = async (work: () => Promise<unknown>): Promise<RawNotification[]> => {
    inbox.take();
    await work();
    return inbox.take();
  };
  return {
    gateway: service.gateway,
    manners: service.manners ?? USUAL_MANNERS,
    clock,
    notifyUrl,
    notices: service.notices ?? { provedBy: 'headers', lastMs: 600_000 },
    async come(paymentNo) {
      await service.come?.(paymentNo);
    },
    set: (next) => void (line = next),
    pay: (paymentNo) => collect(() => service.pay(paymentNo)),
    forge: (paymentNo) => collect(() => service.forge(paymentNo)),
    takeNotices: inbox.take,
    givenBack: service.givenBack,
    async close() {
      await Promise.all([app.close(), inbox.close()]);
      await database.drop();
    },
  };
}

/** Where the service sends its notices. */
async function openInbox(answer: () => NotificationAnswer): Promise<{
  notifyUrl: string;
  take(): RawNotification[];
  close(): Promise<void>;
}> {
  const app = Fastify({ forceCloseConnections: true });
  const came: RawNotification[] = [];
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/notices', async ({ headers, body }, reply) => {
    came.push({ headers, body: body as Buffer });
    const { status, body: text, contentType } = answer();
    return reply.code(status).type(contentType).send(text);
  });
  return {
    notifyUrl: `${await listen(app)}/notices`,
    take: () => came.splice(0),
    close: () => app.close(),
  };
}

async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

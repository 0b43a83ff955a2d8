import fastifyStatic from '@fastify/static';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { alipayRoutes } from '../emulators/alipay/routes.ts';
import { sandboxBankRoutes } from '../emulators/sandbox-bank/routes.ts';
import { unionPayRoutes } from '../emulators/union-pay/routes.ts';
import { wechatPayRoutes } from '../emulators/wechat-pay/routes.ts';
import type { ApiKeyId } from './kernel/actor.ts';
import type { Demo } from './demo/demo.module.ts';
import { describeAct } from './modules/sign-in/index.ts';
import type { Config } from './platform/config.ts';
import type { Database } from './platform/database.ts';
import { createApi, type ApiApp } from './platform/http/api.ts';
import { settleClientAddress } from './platform/http/client-address.ts';
import { collectDocs } from './platform/http/docs.ts';
import { makeAddressBudget } from './platform/http/gate/address-budget.ts';
import { countPeers } from './platform/http/gate/bound-sockets.ts';
import { makeFairQueue, type FairQueueLimits } from './platform/http/gate/fair-queue.ts';
import { makeGate, type Gate } from './platform/http/gate/gate.ts';
import { refuseRaw } from './platform/http/gate/refuse-raw.ts';
import { healthRoutes } from './platform/http/health.ts';
import { readLagMs } from './platform/http/measure-load.ts';
import { knowHosts } from './platform/http/host.ts';
import { keepPages } from './platform/http/kept-pages.ts';
import { makeServerFactory, type PageHandler, type ServerOptions } from './platform/http/server-factory.ts';
import { openKeyWarning } from './platform/http/tls.ts';
import { StartRefusal } from './platform/start-refusal.ts';
import type { MadeHouse } from './make-house.ts';
import type { OwnAddress } from './own-address.ts';
import { servePages } from './serve-pages.ts';
import type { Shop } from './shop.ts';

/** What one address may ask for: a busy family behind one router stays far below. */
const POINTS_PER_MINUTE = 1_200;
const KEY_REQUESTS_PER_MINUTE = 600;
/** Rendering takes the one thread there is: a few at once use it fully, and more would only make all of them late. */
/** A page takes some milliseconds, a cart of a hundred lines forty. */
const RESTS = { factor: 8, fromMs: 20, atMostMs: 500 };
const LOOKING: FairQueueLimits = {
  running: 8,
  waiting: 256,
  perKey: { running: 2, waiting: 64, rests: RESTS },
};
const ACTING: FairQueueLimits = { running: 8, waiting: 256, perKey: { running: 4, waiting: 64 } };
/** Requests that are running when the shop stops get this long to finish. */
const STOP_WITHIN_MS = 10_000;

export type ServeOptions = {
  readonly config: Config;
  readonly database: Database;
  readonly made: MadeHouse;
  readonly shop: Shop;
  readonly own: OwnAddress;
  /** Undefined: only the API is served. */
  readonly pages: PageHandler | undefined;
  readonly log: FastifyBaseLogger;
  /** For readiness: true where this process runs jobs, and where it need not. */
  areJobsRunning(): boolean;
};

/** Opens the shop's address for API and pages. */
export async function serveShop(
  options: ServeOptions,
): Promise<{ url: string; app: ApiApp; stop(): Promise<void> }> {
  const { config, made } = options;
  const { signIn, staff, demo, folder, cookies, shopSettings } = made.house;
  let [isOpen, openedAt] = [true, Infinity];
  warnOfOpenKey(options);
  const peers = config.rateLimits && config.trustedProxies === 0 ? countPeers() : undefined;
  const gate = makeGate({
    peers,
    pointsPerMinute: config.rateLimits ? POINTS_PER_MINUTE : null,
    lagMs: () => readLagMs(app, openedAt),
  });
  const door = openDoor(config);
  const app: ApiApp = await createApi({
    log: options.log,
    cookies,
    charge: (address, points) => gate.charge(address, points),
    fine: (address, points) => gate.fine(address, points),
    findSession: (token, clientAddress) => signIn.session(token, clientAddress),
    isOpen: shopSettings.isOpen,
    findStaff: staff.findCaller,
    chargeKey: limitKeys(config),
    isOwnOrigin: (origin, request) => door.hosts.isOwnOrigin(origin, request.raw),
    serverFactory: makeServerFactory(openPages(options, gate), { ...door, gate, peers }),
  });
  await collectDocs(app, { version: version(), cookies, problems: made.problems, describeAct });
  healthRoutes(app, {
    database: options.database,
    isOpen: () => isOpen,
    areJobsRunning: options.areJobsRunning,
    metricsToken: config.metricsToken,
    gauges: made.gauges,
  });
  await app.register((api) => made.routes(api as unknown as ApiApp), { prefix: '/api/v1' });
  await app.register(fastifyStatic, {
    root: folder.media,
    prefix: '/media/',
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  });
  if (demo !== undefined) await serveServices(app, demo);
  await listen(app, config);
  openedAt = performance.now();
  const loopback = config.tls && demo ? await openLoopback(app, options.own) : undefined;
  return {
    url: config.publicUrl,
    app,
    async stop() {
      isOpen = false;
      made.hangUp();
      // Requests under way are answered; connections that keep on are cut, so that stopping always ends.
      const cut = setTimeout(() => app.server.closeAllConnections(), STOP_WITHIN_MS);
      loopback?.close();
      await app.close();
      clearTimeout(cut);
      await made.drain();
    },
  };
}

/** What a program may ask for by one key, beside what its address may. */
function limitKeys({ rateLimits }: Config): (keyId: ApiKeyId) => number | undefined {
  const budget = makeAddressBudget(KEY_REQUESTS_PER_MINUTE);
  return (keyId) => {
    const taken = rateLimits ? budget.take(keyId, 1) : undefined;
    return taken?.isAllowed === false ? taken.retryAfterSeconds : undefined;
  };
}

function warnOfOpenKey({ config, log }: ServeOptions): void {
  const warning = config.tls && openKeyWarning(config.tls);
  if (warning !== undefined) log.warn(warning);
}

/** Where the shop is reached, and how. */
function openDoor({
  publicUrl,
  host: listensOn,
  trustedProxies,
  tls,
}: Config): Omit<ServerOptions, 'gate' | 'peers'> {
  const hosts = knowHosts({ publicUrl, listensOn, trustedProxies });
  return { tls, isHttps: publicUrl.startsWith('https:'), trustedProxies, hosts };
}

/** What stands for services in a demo shop, each under a path of its own. */
async function serveServices(app: ApiApp, { bank, wechatPay, alipay, unionPay }: Demo): Promise<void> {
  await app.register(
    async (scope) => sandboxBankRoutes(scope as unknown as FastifyInstance, bank.books, bank.payUrl),
    { prefix: '/sandbox-bank' },
  );
  await app.register(
    async (scope) =>
      wechatPayRoutes(scope as unknown as FastifyInstance, wechatPay.service, wechatPay.address),
    { prefix: '/wechat-pay' },
  );
  await app.register(
    async (scope) => alipayRoutes(scope as unknown as FastifyInstance, alipay.service, alipay.address),
    { prefix: '/alipay' },
  );
  await app.register(
    async (scope) => unionPayRoutes(scope as unknown as FastifyInstance, unionPay.service, unionPay.payUrl),
    { prefix: '/union-pay' },
  );
}

function openPages({ config, pages, made, shop, log }: ServeOptions, gate: Gate): PageHandler | undefined {
  if (pages === undefined) return undefined;
  const limits = (all: FairQueueLimits): FairQueueLimits =>
    config.rateLimits ? all : { ...all, perKey: null };
  return servePages({
    handler: pages,
    shop,
    log,
    gate,
    looking: makeFairQueue(limits(LOOKING)),
    acting: makeFairQueue(limits(ACTING)),
    keptPages: keepPages(made.house.cookies),
  });
}

/** Behind TLS, the sandbox bank and the shop reach each other by a plain address that only this machine has. */
async function openLoopback(app: ApiApp, own: OwnAddress): Promise<Server> {
  const hosts = knowHosts({ publicUrl: 'http://127.0.0.1', listensOn: '127.0.0.1', trustedProxies: 0 });
  const server = createServer((request, response) => {
    settleClientAddress(request, 0);
    const refusal = hosts.settle(request);
    if (refusal !== undefined) return refuseRaw(request, response, { code: refusal }, false);
    app.routing(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  own.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

/** How systems say that a name or an address is none of this machine, or of a kind that it does not have (IPv6). */
const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EINVAL', 'EAFNOSUPPORT']);

async function listen(app: ApiApp, config: Config): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartRefusal(
        `Port ${config.port} is used by another program. Stop that one, or start this one with another port: PORT=${config.port + 1} npm start`,
      );
    }
    if (code === 'EACCES')
      throw new StartRefusal(
        `Port ${config.port} may not be opened by this user. Choose one above 1023: PORT=3000 npm start`,
      );
    if (NO_ADDRESS.has(code ?? '')) {
      throw new StartRefusal(
        `HOST is ${config.host}, which is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`,
      );
    }
    throw error;
  }
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forgersKey } from '../forger.ts';
import { midnightOf } from '../midnight.ts';
import { hashOf, writeBill } from './bill.ts';
import type { WechatPay } from './open-wechat-pay.ts';
import { payerRoutes } from './pay-pages.ts';
import type { Product } from './read-order.ts';
import { refundToWire } from './service.ts';
import { Refusal, seal, shanghai, signatureHeaders, verifyRequest } from './wire.ts';

type Numbered = { Params: { no: string }; Querystring: { mchid?: string } };
type Billed = { Querystring: { bill_date?: string; tar_type?: string; token?: string } };

/** A bill's address is good for half a minute. */
const BILL_ADDRESS_MS = 30_000;
const TEN_OCLOCK_MS = 10 * 3_600_000;
const CALLERS = {
  schema: { hide: true },
  config: { access: 'gateway', rateLimit: false },
} as const;

export type WechatPayAddress = {
  /** Where the merchant's program reaches these routes, without a slash at its end. */
  ownUrl(): string;
  /** Where a payer's browser does. */
  readonly payUrl: string;
  /** Where payers may be sent back to, as `http://localhost:3000`. */
  readonly returnOrigin: string;
};

/** WeChat Pay over HTTP. Bodies are taken as bytes, since those are what is signed. */
export function wechatPayRoutes(app: FastifyInstance, wechatPay: WechatPay, address: WechatPayAddress): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.addHook('preHandler', async (request, reply) => receive(wechatPay, request, reply));
    scope.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refusal)) throw error;
      return answer(wechatPay, reply, error.status, { code: error.code, message: error.message });
    });
    transactionRoutes(scope, wechatPay, address);
    refundRoutes(scope, wechatPay);
    certificateRoute(scope, wechatPay);
    billRoutes(scope, wechatPay, address);
  });
  app.register(async (scope) => payerRoutes(scope, wechatPay, address.returnOrigin));
}

const bytesOf = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

async function receive(wechatPay: WechatPay, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  switch (wechatPay.faults.api) {
    case 'silent':
      return reply.hijack();
    case 'broken':
      return answer(wechatPay, reply, 500, {
        code: 'SYSTEM_ERROR',
        message: '系统异常，请用相同参数重新调用',
      });
    case 'limited':
      return answer(wechatPay, reply, 429, { code: 'FREQUENCY_LIMITED', message: '频率限制' });
    case 'page':
      return reply.code(502).type('text/html').send('<html>502 Bad Gateway</html>');
    default:
  }
  const { method, raw, headers } = request;
  verifyRequest(
    wechatPay.books.keys(),
    { method, target: raw.url!, headers, body: bytesOf(request) },
    wechatPay.now(),
  );
  return undefined;
}

/** Signed by the key that the merchant has named, or else by the one that the service uses. */
async function answer(
  wechatPay: WechatPay,
  reply: FastifyReply,
  status: number,
  body?: object,
): Promise<FastifyReply> {
  const { faults, books, now } = wechatPay;
  if (faults.api === 'silent_after') return reply.hijack();
  const text = body === undefined ? '' : JSON.stringify(body);
  const by = reply.request.headers['wechatpay-serial'] === undefined ? wechatPay.signBy : 'public-key';
  const forged = faults.api === 'forged' ? await forgersKey() : undefined;
  return reply
    .code(status)
    .headers({
      ...signatureHeaders(books.keys(), by, text, {
        timestamp: Math.floor(now() / 1000),
        ...(forged !== undefined && { privateKey: forged }),
      }),
      date: new Date(now()).toUTCString(),
    })
    .type('application/json; charset=utf-8')
    .send(text);
}

function transactionRoutes(app: FastifyInstance, wechatPay: WechatPay, address: WechatPayAddress): void {
  const { service } = wechatPay;
  const products: Record<Product, (token: string) => object> = {
    native: (token) => ({ code_url: `${address.payUrl}/pay/${token}` }),
    h5: (token) => ({ h5_url: `${address.payUrl}/h5/${token}` }),
    jsapi: (token) => ({ prepay_id: `wx${token}` }),
  };
  for (const [product, wire] of Object.entries(products))
    app.post(`/v3/pay/transactions/${product}`, CALLERS, async (request, reply) => {
      const { token } = await service.create(product as Product, bytesOf(request));
      return answer(wechatPay, reply, 200, wire(token));
    });
  app.get<Numbered>('/v3/pay/transactions/out-trade-no/:no', CALLERS, async ({ params, query }, reply) =>
    answer(wechatPay, reply, 200, await service.find(params.no, query.mchid)),
  );
  app.get<Numbered>('/v3/pay/transactions/id/:no', CALLERS, async ({ params, query }, reply) =>
    answer(wechatPay, reply, 200, await service.findById(params.no, query.mchid)),
  );
  app.post<Numbered>('/v3/pay/transactions/out-trade-no/:no/close', CALLERS, async (request, reply) => {
    await service.close(request.params.no, bytesOf(request));
    return answer(wechatPay, reply, 204);
  });
}

function refundRoutes(app: FastifyInstance, wechatPay: WechatPay): void {
  const { service } = wechatPay;
  app.post('/v3/refund/domestic/refunds', CALLERS, async (request, reply) => {
    const { refund, isNew } = await service.refund(bytesOf(request));
    if (isNew) wechatPay.followRefund(refund);
    return answer(wechatPay, reply, 200, refundToWire(refund, wechatPay.now()));
  });
  app.get<Numbered>('/v3/refund/domestic/refunds/:no', CALLERS, async ({ params }, reply) =>
    answer(wechatPay, reply, 200, await service.findRefund(params.no)),
  );
}

function certificateRoute(app: FastifyInstance, wechatPay: WechatPay): void {
  app.get('/v3/certificates', CALLERS, async (_request, reply) => {
    const { certificates, apiV3Key } = wechatPay.books.keys();
    const data = certificates.map(({ serial, pem, from, until }) => ({
      serial_no: serial,
      effective_time: shanghai(new Date(from)),
      expire_time: shanghai(new Date(until)),
      encrypt_certificate: seal(apiV3Key, pem, 'certificate'),
    }));
    return answer(wechatPay, reply, 200, { data });
  });
}

function billRoutes(app: FastifyInstance, wechatPay: WechatPay, { ownUrl }: WechatPayAddress): void {
  const { books, now } = wechatPay;
  app.get<Billed>('/v3/bill/tradebill', CALLERS, async ({ query }, reply) => {
    const { bill_date: date = '' } = query;
    const midnight = midnightOf(date);
    if (midnight === undefined || midnight > now())
      throw new Refusal(400, 'INVALID_REQUEST', '账单日期格式错误');
    if (now() < midnight + 86_400_000 + TEN_OCLOCK_MS)
      throw new Refusal(400, 'STATEMENT_CREATING', '账单生成中');
    const bill = await writeBill(books, date);
    if (bill === undefined) throw new Refusal(400, 'NO_STATEMENT_EXIST', '账单不存在');
    const token = Buffer.from(`${date} ${query.tar_type ?? ''} ${now()}`).toString('base64url');
    return answer(wechatPay, reply, 200, {
      hash_type: 'SHA1',
      hash_value: hashOf(bill),
      download_url: `${ownUrl()}/v3/billdownload/file?token=${token}`,
    });
  });
  app.get<Billed>('/v3/billdownload/file', CALLERS, async ({ query }, reply) => {
    const [date = '', packed, at] = Buffer.from(query.token ?? '', 'base64url')
      .toString()
      .split(' ');
    if (!(now() - Number(at) < BILL_ADDRESS_MS)) throw new Refusal(400, 'INVALID_REQUEST', '下载地址已失效');
    const bill = (await writeBill(books, date)) ?? Buffer.alloc(0);
    // The one kind of answer that carries no signature.
    return packed === 'GZIP'
      ? reply.type('application/x-gzip').send(gzipSync(bill))
      : reply.type('text/plain; charset=utf-8').send(bill);
  });
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forgersKey } from '../forger.ts';
import { midnightOf } from '../midnight.ts';
import { signBillToken, readBillToken } from './bill-token.ts';
import { writeBill } from './bill.ts';
import { nameOfCertificate } from './keys.ts';
import type { Alipay } from './open-alipay.ts';
import { payerRoutes } from './pay-pages.ts';
import { readContent, readText } from './read-content.ts';
import { PAGES } from './service.ts';
import {
  failed,
  readParameters,
  Refusal,
  verifyCall,
  writeAnswer,
  type CertificateNames,
  type Parameters,
} from './wire.ts';

const NINE_OCLOCK_MS = 9 * 3_600_000;
const CALLERS = {
  schema: { hide: true },
  config: { access: 'gateway', rateLimit: false },
} as const;

export type AlipayAddress = {
  /** Where the merchant's program reaches these routes, without a slash at its end. */
  ownUrl(): string;
  /** Where a payer's browser does. */
  readonly payUrl: string;
  /** Where payers may be sent back to, as `http://localhost:3000`. */
  readonly returnOrigin: string;
};

/** Alipay over HTTP: one address for every method, one for bills, and the pages of payers. Bodies are taken as bytes. */
export function alipayRoutes(app: FastifyInstance, alipay: Alipay, address: AlipayAddress): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post('/gateway.do', CALLERS, (request, reply) => answer(alipay, request, reply, address));
    // A browser that is sent here with a signed address.
    scope.get('/gateway.do', CALLERS, (request, reply) => answer(alipay, request, reply, address));
    billRoute(scope, alipay);
  });
  app.register(async (scope) => payerRoutes(scope, alipay, address.returnOrigin));
}

const queryOf = ({ raw }: FastifyRequest): string => raw.url!.split(/\?(.*)/s)[1] ?? '';

async function answer(
  alipay: Alipay,
  request: FastifyRequest,
  reply: FastifyReply,
  address: AlipayAddress,
): Promise<FastifyReply> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const parameters = readParameters(queryOf(request), body);
  const isPage = PAGES[parameters['method'] ?? ''] !== undefined;
  const isBroken = isPage ? undefined : breakLine(alipay, reply);
  if (isBroken !== undefined) return isBroken;
  const names = namesOf(alipay);
  try {
    verifyCall(alipay.books.keys(), parameters, { nowMs: alipay.now(), byCertificates: names });
    if (isPage) {
      const { token } = await alipay.service.openPage(parameters);
      return await reply.redirect(`${address.payUrl}/pay/${token}`, 302);
    }
    return await send(alipay, reply, parameters, await carryOut(alipay, parameters, address));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isPage)
      return reply.code(400).type('text/plain; charset=utf-8').send(`${error.subCode} ${error.message}`);
    // Told with 200 like all else, by which nobody would see that somebody's work was for nothing.
    if (error.atGateway) reply.wasForNothing = true;
    return send(alipay, reply, parameters, error);
  }
}

/** The ways in which nothing comes of a call. */
function breakLine({ faults }: Alipay, reply: FastifyReply): FastifyReply | undefined {
  switch (faults.api) {
    case 'silent':
      return reply.hijack();
    case 'broken':
      return reply.code(500).type('text/html').send('<html>500</html>');
    case 'page':
      return reply.code(200).type('text/html').send('<html>系统繁忙</html>');
    default:
      return undefined;
  }
}

function carryOut(alipay: Alipay, parameters: Parameters, { ownUrl }: AlipayAddress): Promise<object> {
  return parameters['method'] === 'alipay.data.dataservice.bill.downloadurl.query'
    ? billAddress(alipay, parameters, ownUrl)
    : alipay.service.answer(parameters);
}

async function send(
  service: Alipay,
  reply: FastifyReply,
  { method = '' }: Parameters,
  outcome: object,
): Promise<FastifyReply> {
  const { books, faults } = service;
  if (faults.api === 'silent_after') return reply.hijack();
  const isRefused = outcome instanceof Refusal;
  const name = isRefused && outcome.atGateway ? 'error_response' : `${method.replaceAll('.', '_')}_response`;
  const { alipay } = books.keys();
  const bytes = writeAnswer(name, toldOf(faults.api, outcome), {
    privateKey: faults.api === 'forged' ? await forgersKey() : alipay.privateKey,
    inGbk: faults.api === 'gbk',
    certSn: namesOf(service)?.alipay,
  });
  return reply
    .header('date', new Date(service.now()).toUTCString())
    .type(`text/html;charset=${faults.api === 'gbk' ? 'GBK' : 'utf-8'}`)
    .send(bytes);
}

function toldOf(fault: Alipay['faults']['api'], outcome: object): object {
  if (fault === 'unsure')
    return {
      code: '20000',
      msg: 'Service Currently Unavailable',
      sub_code: 'isp.unknow-error',
      sub_msg: '系统繁忙',
    };
  if (fault === 'limited')
    return { code: '40005', msg: 'Call Limited', sub_code: 'aop.call-limited', sub_msg: '调用频次超限' };
  if (!(outcome instanceof Refusal)) return { code: '10000', msg: 'Success', ...outcome };
  const { code, subCode, message } = outcome;
  const msg = code === '40004' ? 'Business Failed' : 'Invalid Arguments';
  return { code, msg, sub_code: subCode, sub_msg: message };
}

function namesOf({ books, byCertificates }: Alipay): CertificateNames | undefined {
  if (!byCertificates) return undefined;
  const { appCertificate, alipayCertificate, rootCertificates } = books.keys();
  return {
    app: nameOfCertificate(appCertificate),
    alipay: nameOfCertificate(alipayCertificate),
    root: nameOfCertificate(rootCertificates),
  };
}

async function billAddress(
  { books, now }: Alipay,
  parameters: Parameters,
  ownUrl: () => string,
): Promise<object> {
  const date = readText(readContent(parameters), 'bill_date', 10);
  if (readText(readContent(parameters), 'bill_type', 20) !== 'trade')
    throw failed('ACQ.INVALID_PARAMETER', '账单类型不正确');
  const midnight = midnightOf(date);
  if (midnight === undefined) throw failed('ACQ.INVALID_PARAMETER', '账单日期格式错误');
  // Not made yet, or nothing was traded: the words are the same.
  const isReady = now() >= midnight + 86_400_000 + NINE_OCLOCK_MS;
  if (!isReady || (await writeBill(books, date, new Date(now()))) === undefined)
    throw failed('isp.bill_not_exist', '账单不存在');
  const token = signBillToken(books.keys(), date, now());
  return { bill_download_url: `${ownUrl()}/bill/download?token=${token}` };
}

function billRoute(app: FastifyInstance, { books, now }: Alipay): void {
  app.get<{ Querystring: { token?: string } }>('/bill/download', CALLERS, async ({ query }, reply) => {
    const date = readBillToken(books.keys(), query.token, now());
    if (date === undefined) return reply.code(403).send('expired');
    const bill = await writeBill(books, date, new Date(now()));
    // The one kind of answer that carries no signature.
    return bill === undefined ? reply.code(404).send('') : reply.type('application/zip').send(bill);
  });
}

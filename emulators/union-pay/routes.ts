import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PAYERS, takeForms } from '../payer-pages.ts';
import { writeClearingFile } from './clearing-file.ts';
import { makeForger } from './keys.ts';
import type { UnionPay } from './open-union-pay.ts';
import { payerRoutes, showFault, showTrade } from './pay-pages.ts';
import { echoed } from './read-trade.ts';
import { asAnswer, Refusal, signed, verifyRequest, type Fields } from './wire.ts';

const CALLERS = { schema: { hide: true }, config: { access: 'gateway', rateLimit: false } } as const;
/** Nobody signs an answer to what says neither of these. */
const NAMED = ['version', 'txnType', 'signature'] as const;
/** Signed by somebody else than the merchant. */
const UNSIGNED = '11';

/** UnionPay over HTTP. `payUrl`: where a payer's browser reaches these routes, without a slash at its end. */
export function unionPayRoutes(app: FastifyInstance, unionPay: UnionPay, payUrl: string): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    takeForms(scope);
    scope.addHook('preHandler', async (_request, reply) => misbehave(unionPay, reply));
    backRoutes(scope, unionPay);
    fileRoute(scope, unionPay);
  });
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    takeForms(scope);
    scope.post('/gateway/api/frontTransReq.do', PAYERS, async (request, reply) => {
      try {
        return showTrade(reply, unionPay, await unionPay.service.open(fieldsOf(request)), payUrl);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return showFault(reply, `${error.respCode} ${error.message}`);
      }
    });
    payerRoutes(scope, unionPay, payUrl);
  });
}

const fieldsOf = ({ body }: FastifyRequest): Fields => (body ?? {}) as Fields;

async function misbehave({ faults }: UnionPay, reply: FastifyReply): Promise<unknown> {
  if (faults.api === 'silent') return reply.hijack();
  if (faults.api === 'broken') return reply.code(500).type('text/plain').send('error');
  if (faults.api === 'page') return reply.code(502).type('text/html').send('<html>502 Bad Gateway</html>');
  return undefined;
}

function backRoutes(app: FastifyInstance, unionPay: UnionPay): void {
  const { service } = unionPay;
  app.post('/gateway/api/queryTrans.do', CALLERS, (request, reply) =>
    answer(unionPay, reply, fieldsOf(request), (fields) => service.query(fields)),
  );
  app.post('/gateway/api/backTransReq.do', CALLERS, (request, reply) =>
    answer(unionPay, reply, fieldsOf(request), async (fields) => {
      const { fields: answered, made } = await service.answer(fields);
      if (made !== undefined) unionPay.followRefund(made);
      return answered;
    }),
  );
}

function fileRoute(app: FastifyInstance, unionPay: UnionPay): void {
  const { books, now } = unionPay;
  app.post('/files/', CALLERS, (request, reply) =>
    answer(unionPay, reply, fieldsOf(request), async (fields) => {
      verifyRequest(books.keys(), fields);
      const { settleDate = '', txnType } = fields;
      if (txnType !== '76' || !/^\d{4}$/.test(settleDate))
        throw new Refusal('10', '报文格式错误[settleDate]');
      const fileContent = await writeClearingFile(books, settleDate, now());
      if (fileContent === undefined) throw new Refusal('98', '文件不存在[9800000]');
      const fileName = `ZM_${books.keys().merId}_${settleDate}.zip`;
      return {
        ...echoed(fields),
        settleDate,
        fileName,
        fileContent,
        respCode: '00',
        respMsg: '成功[0000000]',
      };
    }),
  );
}

async function answer(
  { books, faults, now }: UnionPay,
  reply: FastifyReply,
  asked: Fields,
  work: (fields: Fields) => Promise<Fields>,
): Promise<FastifyReply> {
  if (NAMED.some((name) => !asked[name])) {
    reply.wasForNothing = true;
    return reply.type('text/plain').send('Invalid request.');
  }
  const said = await refusedOr(asked, () => work(asked));
  // Told with 200 like all else, by which nobody would see that somebody's work was for nothing.
  if (said['respCode'] === UNSIGNED) reply.wasForNothing = true;
  if (faults.api === 'silent_after') return reply.hijack();
  const by = faults.api === 'forged' ? await makeForger(new Date(now())) : books.keys().signers[0]!;
  return reply
    .header('date', new Date(now()).toUTCString())
    .type('text/html;charset=utf-8')
    .send(asAnswer(signed(said, by)));
}

async function refusedOr(asked: Fields, work: () => Promise<Fields>): Promise<Fields> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...echoed(asked), respCode: error.respCode, respMsg: error.message };
  }
}

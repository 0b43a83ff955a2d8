import { createPrivateKey, X509Certificate } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { cookiesOf } from '../server/kernel/cookies.ts';
import { signFields } from '../server/modules/payment/gateways/union-pay/signature.ts';
import { createApi } from '../server/platform/http/api.ts';
import { makeKeys as makeAlipayKeys } from '../emulators/alipay/keys.ts';
import type { Alipay } from '../emulators/alipay/open-alipay.ts';
import { alipayRoutes } from '../emulators/alipay/routes.ts';
import { makeKeys as makeUnionPayKeys } from '../emulators/union-pay/keys.ts';
import type { UnionPay } from '../emulators/union-pay/open-union-pay.ts';
import { unionPayRoutes } from '../emulators/union-pay/routes.ts';
import { verifyRequest } from '../emulators/union-pay/wire.ts';

const NOW = new Date('2026-11-27T04:00:00Z');
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** An API with one service on it, and the points that it has taken from callers so far. */
async function serve(register: (app: FastifyInstance) => void) {
  const fined: number[] = [];
  const app = await createApi({
    cookies: cookiesOf({ isHttps: false }),
    log: pino({ level: 'silent' }),
    findSession: async () => undefined,
    findStaff: () => Promise.resolve(undefined),
    isOwnOrigin: () => false,
    fine: (_address, points) => void fined.push(points),
  });
  register(app as unknown as FastifyInstance);
  const post = async (url: string, fields: Readonly<Record<string, string>>): Promise<number> => {
    const payload = new URLSearchParams(fields).toString();
    const { statusCode } = await app.inject({ method: 'POST', url, headers: FORM, payload });
    // Points are taken when the answer is out.
    await turn();
    return statusCode;
  };
  return { app, fined, post };
}

test('who calls Alipay without its merchant’s signature pays as for a forged notice, though it answers 200', async () => {
  const alipay = { faults: {}, byCertificates: false, now: () => NOW.getTime() };
  const keys = makeAlipayKeys(NOW);
  const { app, fined, post } = await serve((own) =>
    alipayRoutes(own, { ...alipay, books: { keys: () => keys } } as unknown as Alipay, {
      ...{ ownUrl: () => '', payUrl: '', returnOrigin: '' },
    }),
  );
  const call = {
    ...{
      method: 'alipay.trade.query',
      app_id: keys.appId,
      sign_type: 'RSA2',
      version: '1.0',
      sign: 'forged',
    },
    timestamp: '2026-11-27 12:00:00',
  };
  expect(await post('/gateway.do?charset=utf-8', call)).toBe(200);
  expect(await post('/gateway.do', {})).toBe(200);
  expect(fined).toEqual([50, 50]);
  await app.close();
});

test('so does who calls UnionPay so; what its merchant asks in vain costs nothing', async () => {
  const keys = makeUnionPayKeys(NOW);
  const query = async (fields: Readonly<Record<string, string>>) => {
    verifyRequest(keys, fields);
    return { respCode: '34' };
  };
  const service = { faults: {}, now: () => NOW.getTime(), books: { keys: () => keys }, service: { query } };
  const { app, fined, post } = await serve((own) => unionPayRoutes(own, service as unknown as UnionPay, ''));
  const asked = {
    ...{ version: '5.1.0', encoding: 'UTF-8', signMethod: '01', txnType: '00', txnSubType: '00' },
    ...{
      bizType: '000000',
      accessType: '0',
      channelType: '07',
      merId: keys.merId,
      txnTime: '20261127120000',
      orderId: '1',
    },
  };
  const { serialNumber } = new X509Certificate(keys.merchant.pem);
  const own = signFields(
    { ...asked, certId: BigInt(`0x${serialNumber}`).toString() },
    createPrivateKey(keys.merchant.privateKey),
  );
  expect(await post('/gateway/api/queryTrans.do', own)).toBe(200);
  expect(fined).toEqual([]);
  expect(await post('/gateway/api/queryTrans.do', { ...own, orderId: '2' })).toBe(200);
  expect(fined).toEqual([50]);
  expect(await post('/gateway/api/queryTrans.do', {})).toBe(200);
  expect(fined).toEqual([50, 50]);
  await app.close();
});

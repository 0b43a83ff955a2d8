import { openBank } from '../../emulators/sandbox-bank/bank.ts';
import { sandboxBankRoutes } from '../../emulators/sandbox-bank/routes.ts';
import { makeSandboxGateway } from '../../server/modules/payment/gateways/sandbox/sandbox.ts';
import { ADVISORY_LOCKS } from '../../server/platform/advisory-locks.ts';
import { openGatewayBench, type GatewayBench } from './gateway-bench.ts';

/** The gateway `sandbox` with its bank. */
export function openSandboxBench(): Promise<GatewayBench> {
  return openGatewayBench(async ({ database, app, clock, url }) => {
    const now = (): number => clock.now().getTime();
    const bank = await openBank(database.pool, { lock: ADVISORY_LOCKS.sandboxBank, now });
    await app.register(async (scope) => sandboxBankRoutes(scope, bank, 'http://127.0.0.1'));
    return {
      gateway: makeSandboxGateway({
        ...{ baseUrl: url, apiKey: bank.apiKey, bankPublicKey: bank.publicKey, clock },
      }),
      pay: (paymentNo) => bank.play(paymentNo, 'succeed'),
      forge: (paymentNo) => bank.play(paymentNo, 'forged_callback'),
      async givenBack(paymentNo) {
        const { rows } = await database.pool.query<{ sum: string | null }>(
          'select sum(amount) from sandbox_bank.refunds where payment_no = $1',
          [paymentNo],
        );
        return Number(rows[0]?.sum ?? 0);
      },
    };
  });
}

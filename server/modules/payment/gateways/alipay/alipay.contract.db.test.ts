import { gatewayContract } from '../../../../../test/support/gateway-contract.ts';
import { openAlipayBench } from '../../../../../test/support/alipay-bench.ts';

gatewayContract('Alipay', openAlipayBench);

import { gatewayContract } from '../../../../../test/support/gateway-contract.ts';
import { openUnionPayBench } from '../../../../../test/support/union-pay-bench.ts';

gatewayContract('UnionPay', openUnionPayBench);

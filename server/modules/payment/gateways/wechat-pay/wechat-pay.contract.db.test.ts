import { gatewayContract } from '../../../../../test/support/gateway-contract.ts';
import { openWechatPayBench } from '../../../../../test/support/wechat-pay-bench.ts';

gatewayContract('WeChat Pay', openWechatPayBench);

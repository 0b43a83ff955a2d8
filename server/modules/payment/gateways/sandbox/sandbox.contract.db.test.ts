import { gatewayContract } from '../../../../../test/support/gateway-contract.ts';
import { openSandboxBench } from '../../../../../test/support/sandbox-bench.ts';

gatewayContract('the sandbox', openSandboxBench);

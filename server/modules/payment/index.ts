export * from './payment.ts';
export type { GatewaySettings } from './gateways/gateway-settings.ts';
export { askRefundAgain, type AskAgainRefusal } from './ask-refund-again.ts';
export type { CheckResult } from './gateway.ts';
export { checkPayments, type CheckedGateway } from './settings/check-payments.ts';
export type { GatewayFault, ShownGateway } from './settings/set-gateways.ts';
export { paymentModule } from './payment.module.ts';

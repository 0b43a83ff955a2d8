export * from './payment.ts';
export type { GatewaySettings } from './gateways/gateway-settings.ts';
export { askRefundAgain, type AskAgainRefusal } from './ask-refund-again.ts';
export { paymentModule } from './payment.module.ts';

export * from './payment.ts';
export type { Gateway } from './gateway.ts';
export { makeSandboxGateway } from './gateways/sandbox.ts';
export { askRefundAgain, type AskAgainRefusal } from './ask-refund-again.ts';
export { paymentModule } from './payment.module.ts';

export { makeSandboxChannel, type SandboxChannel } from './channels/sandbox.ts';
export { messagingModule, type Messaging } from './messaging.module.ts';

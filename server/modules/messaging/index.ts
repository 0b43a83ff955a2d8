export { makeSandboxChannel, type SandboxChannel } from './channels/sandbox.ts';
export { messagingModule } from './messaging.module.ts';

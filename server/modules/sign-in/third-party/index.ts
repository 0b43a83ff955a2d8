export { makeAlipay } from './alipay.ts';
export type { LoginProvider, ProviderName } from './login-provider.ts';
export { makeQq } from './qq.ts';
export type * from './third-party.ts';
export { makeWechat } from './wechat.ts';

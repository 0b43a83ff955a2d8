export { makeAlipay, readPrivateKey, readPublicKey } from './alipay.ts';
export type { LoginProvider, ProviderName } from './login-provider.ts';
export { makeQq } from './qq.ts';
export { thirdPartyProblems } from './third-party.problems.ts';
export type * from './third-party.ts';
export { makeWechat } from './wechat.ts';

import { m } from '#lib/words/m.ts';
import { spoken } from '#lib/words/spoken.ts';
import type { ProviderName } from '#server/modules/sign-in/index.ts';

export const PROVIDERS: readonly ProviderName[] = ['wechat', 'qq', 'alipay'];

const NAMES: Readonly<Record<ProviderName, () => string>> = {
  wechat: m.login_provider_wechat,
  qq: m.login_provider_qq,
  alipay: m.login_provider_alipay,
};

export function readProvider(text: string | null): ProviderName | undefined {
  return PROVIDERS.find((name) => name === text);
}

export const providerName = (provider: ProviderName): string => NAMES[provider]();

/** A sentence with a provider's name in it: Chinese stands apart from Latin letters, but not from its own punctuation. */
export function withProvider<Rest extends object>(
  say: (inputs: Rest & { provider: string }) => string,
  provider: ProviderName,
  rest: Rest = {} as Rest,
): string {
  const name = providerName(provider);
  const isApart = spoken() === 'zh' && /^\w+$/.test(name);
  return say({ ...rest, provider: isApart ? ` ${name} ` : name })
    .replace(/ (?=[，。：？」])/g, '')
    .trim();
}

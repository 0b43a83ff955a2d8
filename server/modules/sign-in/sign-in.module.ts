import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Customers } from '../customers/index.ts';
import { loginSettings } from './login-settings.ts';
import { passkeyProblems } from './passkeys/passkeys.problems.ts';
import { passwordProblems } from './passwords/passwords.problems.ts';
import type { ShopSettings } from '../shop-settings/index.ts';
import { signInTables } from './tables.ts';
import { phoneChangeProblems } from './phone-change/phone-change.problems.ts';
import { makeSecurityLog } from './security-log/security-log.ts';
import { withSecurityLog } from './security-log/with-security-log.ts';
import { signInEvents } from './sign-in.events.ts';
import { signInRoutes } from './sign-in.http.ts';
import { signInProblems } from './sign-in.problems.ts';
import { chooseProviders } from './third-party/choose-providers.ts';
import type { LoginProvider } from './third-party/login-provider.ts';
import { thirdPartyProblems } from './third-party/third-party.problems.ts';
import { makeWaysIn, type WaysInDeps } from './ways-in.ts';

export type SignInHouse = Ground & {
  readonly customers: Pick<Customers, 'dataKey'> & { consentVersion(): string };
  readonly shopSettings: Pick<ShopSettings, 'facts'>;
  readonly messaging: Pick<WaysInDeps, 'sendCode'>;
  /** Only in a demo shop: what stands for the providers that it has no settings of. */
  readonly demo: { readonly loginProviders: readonly LoginProvider[] } | undefined;
};

export const signInModule = defineModule({
  name: 'signIn',
  settings: loginSettings,
  problems: [signInProblems, passwordProblems, passkeyProblems, phoneChangeProblems, thirdPartyProblems],
  events: signInEvents,
  tables: signInTables,
  channels: ['session_ended'],
  make(house: SignInHouse, settings) {
    const { customers, messaging, shopSettings, publicUrl, log } = house;
    const securityLog = makeSecurityLog(house);
    const waysIn = withSecurityLog(
      makeWaysIn({
        ...house,
        dataKey: customers.dataKey,
        sendCode: messaging.sendCode,
        consentVersion: customers.consentVersion,
        shopName: () => shopSettings.facts('zh-CN').name,
        thirdParty: {
          providers: chooseProviders(settings, house.demo?.loginProviders ?? []),
          publicUrl,
          warn: (facts, message) => log.warn(facts, message),
        },
      }),
      securityLog,
    );
    house.listener.on('session_ended', (sessionId) => waysIn.forgetSession(sessionId));
    return {
      api: waysIn,
      routes: (app) => signInRoutes(app, waysIn),
      jobs: { 'remove-expired-sign-ins': async () => void (await waysIn.removeExpired(house.clock.now())) },
      crontab: [everyTime('17 3 * * *', 'remove-expired-sign-ins')],
      drain: () => securityLog.drain(),
    };
  },
});

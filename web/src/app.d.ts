import type { IncomingMessage } from 'node:http';
import type { Language } from '#server/kernel/language.ts';
import type { Permission } from '#server/kernel/permission.ts';
import type { Session } from '#server/modules/sign-in/index.ts';
import type { StaffSession } from '#server/modules/staff/index.ts';
import type { Visit } from '#server/platform/http/gate/visit.ts';
import type { BackOffice, Shop, WholeShop } from '#server/shop.ts';
import type { CookieJar } from '#lib/request/cookie-jar.server.ts';
import type { Theme } from '#lib/chrome/preferences.server.ts';

declare global {
  namespace App {
    interface Locals {
      shop: Shop;
      /** What the shop keeps in the visitor's browser. */
      jar: CookieJar;
      /** Who has signed in, for what stands around every page. */
      signedIn: Session | undefined;
      /** The same for a page that may know who is asking (lib/access); undefined for all others. */
      session: Session | undefined;
      /** Who of the staff is asking, on a page of theirs. */
      staff: StaffSession | undefined;
      /** Why they may not see it. */
      lacks: Permission | undefined;
      /** One of the staff looks at pages of a shop that is not open yet. */
      looksBehind?: boolean;
      /** What the staff do, where they may: pages ask for it by `requireOffice` (lib/access). */
      backOffice: BackOffice | undefined;
      /** The address that a form of the checkout came with: its page is priced for it, whatever its address says. */
      chosenAddress?: string;
      /** The same of how it is to be delivered. */
      chosenDelivery?: string;
      language: Language;
      theme: Theme;
    }
    interface Platform {
      /** `server/main.ts` hands the shop over with each request; the log is its own. */
      req: IncomingMessage & {
        shop?: WholeShop;
        /** What the server does for this request beside: its limits, and the pages it keeps. */
        visit?: Visit;
        log?: { error(facts: object, message: string): void };
      };
    }
    interface Error {
      message: string;
      /** What a person can name to whoever runs the shop; the log holds the same number. */
      errorId?: string;
      /** What somebody of the staff would have to be permitted. */
      lacks?: Permission;
    }
  }
}

export {};

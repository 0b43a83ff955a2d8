import type { Logger } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import type { UrlRules } from './judge-url.ts';
import type { Post } from './post-webhook.ts';
import type { LookUpAll } from './public-address.ts';

export type WebhookDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly log: Logger;
  readonly lookUp: LookUpAll;
  readonly post: Post;
  readonly rules: UrlRules;
  /** Kinds of events that may be told outside. */
  readonly offered: readonly string[];
};

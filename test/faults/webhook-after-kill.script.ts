import { pino } from 'pino';
import { lookup } from 'node:dns';
import { makePost } from '../../server/modules/webhooks/post-webhook.ts';
import { makeSender } from '../../server/modules/webhooks/send-webhooks.ts';
import { SEND_JOB, takeEvent } from '../../server/modules/webhooks/hear-events.ts';
import { openDatabase } from '../../server/platform/database.ts';
import { makeSpine, type AnyEvent } from '../../server/platform/events.ts';
import { runJobs } from '../../server/platform/jobs.ts';
import { openFileMasterKey, openSealing } from '../../server/platform/sealing/index.ts';

// A process that hears of events and sends webhooks, until it is killed. Its clock is as many milliseconds ahead as it is told.

const [url, masterKeyFile, port, aheadMs] = process.argv.slice(2);
const onError = (error: Error): void => console.error(error);
const database = openDatabase({ connection: { connectionString: url! }, max: 8, onError });
const masterKey = await openFileMasterKey({ file: masterKeyFile!, mayCreate: false, mustBePrivate: false });
const log = pino({ level: 'error' });
const deps = {
  ...{ database, log, lookUp: lookup, offered: ['order_paid'] },
  sealing: await openSealing({ database, masterKey }),
  clock: { now: () => new Date(Date.now() + Number(aheadMs)) },
  post: makePost({ lookUp: lookup, ownUrl: () => '' }),
  rules: { loopbackPorts: new Set([Number(port)]), isDemo: false },
};
const spine = makeSpine<AnyEvent>({ database, onDeadLetter: ({ error }) => Promise.reject(error) });
spine.listen('webhooks', { order_paid: (event: AnyEvent) => takeEvent(deps, event) } as never);
const sender = makeSender(deps);
await runJobs({ database, jobs: { ...spine.jobs(), [SEND_JOB]: () => sender.begin() }, crontab: '', log });
// As the clock has it done each minute.
await sender.begin();
console.log('ready');

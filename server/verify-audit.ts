import './platform/forget-native-pg.ts';
import { parseArgs } from 'node:util';
import { verifyTrail, type PartsGone } from './modules/audit/index.ts';
import type { Database } from './platform/database.ts';
import { runCommand, say } from './run-command.ts';

const USAGE = `npm run audit:verify [-- --head HASH]

             核对操作记录：有没有被改过、删过 / whether acts were changed or removed
--head HASH  以前记下的最后一环，必须还在 / a head that was written down before: it must still be there`;

type Asked = { readonly head: Buffer | undefined };

function readArguments(): Asked | undefined {
  const { head } = parseArgs({ options: { head: { type: 'string' } } }).values;
  if (head === undefined) return { head };
  return /^[0-9a-f]{64}$/i.test(head) ? { head: Buffer.from(head, 'hex') } : undefined;
}

const WHY = {
  changed: '内容被改过 / it was changed',
  missing: '不见了 / it is missing',
  out_of_order: '接不上它前面的一条 / it does not follow the one before it',
} as const;

async function verify({ head: known }: Asked, database: Database): Promise<boolean> {
  const verified = await verifyTrail(database, known);
  if (verified.outcome === 'misfit') {
    const { seq, why } = verified.misfit;
    say(`第 ${seq} 条操作记录对不上：${WHY[why]}。Act ${seq} does not fit.`);
    return false;
  }
  const { seq, hash } = verified.head;
  say(`操作记录 ${seq} 条，前后相接。${seq} acts, each follows the one before it.`);
  say(`最后一环 / head: ${hash.toString('hex')}`);
  if (verified.outcome === 'fits') return tellParts(verified.parts);
  say(
    '记下的那一环不在里面：末尾的记录被删掉了，或从某一条起整个重写过。The head that was written down is not among them: acts were cut off at the end, or all from one on were written anew.',
  );
  return false;
}

/** Whether all parts are there that should be. */
function tellParts({ erased, lost }: PartsGone): boolean {
  if (erased > 0)
    say(
      `改前改后有 ${erased} 份已随顾客注销删除，这是对的。${erased} parts went with customers who were erased, and rightly so.`,
    );
  if (lost === 0) return true;
  say(
    `改前改后有 ${lost} 份不见了，而顾客没有注销。${lost} parts are missing though their customers are there: they were removed by hand.`,
  );
  return false;
}

/** `npm run audit:verify`: exit code 0 where every act is as it was written. */
await runCommand({
  usage: USAGE,
  readArguments,
  connections: 2,
  onInterrupt: 'close',
  run: (asked, { database }) => verify(asked, database),
});

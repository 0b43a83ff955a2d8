import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { openDataFolder } from './platform/data-folder.ts';
import { StartRefusal } from './platform/start-refusal.ts';

/** `npm run shop:new -- FOLDER` makes a data folder for a real shop: empty, without samples and play money. */
function main(): void {
  const [given = process.env['DATA_DIR'], ...more] = process.argv.slice(2);
  if (!given || more.length > 0 || given.startsWith('-'))
    throw new StartRefusal('Name one folder that is empty or not there yet: npm run shop:new -- ../my-shop');
  const path = resolve(given);
  if (existsSync(path) && readdirSync(path).length > 0)
    throw new StartRefusal(`The folder ${path} is not empty. Name one that is empty or not there yet.`);
  openDataFolder({ path, log: pino({ level: 'warn' }), isOwn: true }).close();
  const start =
    process.platform === 'win32' ? `set "DATA_DIR=${path}" && npm start` : `DATA_DIR='${path}' npm start`;
  process.stdout.write(
    [
      `新店铺的数据文件夹建好了：${path}`,
      'The data folder of the new shop is made. 启动它 / Start it:',
      '',
      `  ${start}`,
      '',
      '演示店还开着的话，先停掉它，或者加上 PORT=3001。第一次启动会给出建立店主账号的链接。',
      'Stop the demo shop first, or add PORT=3001. The first start prints a link by which the owner makes an account.',
      '',
    ].join('\n'),
  );
}

try {
  main();
} catch (error) {
  if (!(error instanceof StartRefusal)) throw error;
  process.stderr.write(`ks-order: ${error.message}\n`);
  process.exitCode = 1;
}

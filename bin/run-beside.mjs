import { spawn } from 'node:child_process';
import { root } from './places.mjs';

/**
 * Runs `program` with the arguments of each plan, `atOnce` of them beside each other and the first of `plans` first. Where
 * there are several, what one says is kept until it has ended, so that no two mix. Answers their exit codes, in the order of
 * the plans.
 */
export async function runBeside(program, plans, atOnce) {
  const codes = [];
  const waiting = [...plans.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, plan] = next;
      codes[at] = await runNamed(program, plan, atOnce > 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return codes;
}

async function runNamed(program, { name, args, env = {} }, isKept) {
  const startedAt = Date.now();
  console.log(`── ${name} …`);
  const { code, said } = await run(program, args, env, isKept ? 'pipe' : 'inherit');
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const ending = `── ${name}: ${code === 0 ? 'good' : 'FAILED'} (${seconds} s)`;
  // In one piece, since others end too.
  process.stdout.write(said.trim() === '' ? `${ending}\n` : `\n── ${name}\n${said.trim()}\n${ending}\n\n`);
  return code;
}

function run(program, args, env, output) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
    });
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, said: Buffer.concat(parts).toString() }));
  });
}

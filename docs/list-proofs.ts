import {
  PROTECTED_ACTS,
  SESSION_IS_ENOUGH,
  WAYS_IN,
  YOUNG_PASSKEY_MS,
  type Act,
  type Proof,
} from '../server/modules/sign-in/proofs/protected-acts.ts';

const HOURS = YOUNG_PASSKEY_MS / 3_600_000;

const HEAD = `# 确认本人 / Proving who is there

<!-- 由 docs/generate-docs.ts 从 server/modules/sign-in/proofs/protected-acts.ts 生成，请勿手改。 -->

登录只说明有人进来了。能把账号据为己有、带走或毁掉的事，还要再确认一次是本人：用发到账号手机的验证码，或能用来确认的通行密钥。没有确认就回答 403 \`step_up_required\`；确认按登录算，别的登录确认过不算。

A sign-in shows that somebody got in. Whatever could keep the account, take it along or destroy it needs a proof of who is there besides: a fresh code to the phone of the account, or a passkey that proves. Without one the answer is 403 \`step_up_required\`. A proof belongs to the session that gave it. A test tries every way in of the first table, with and without each proof, against every route of the second.

用验证码确认后添加的通行密钥马上可以用来确认；用另一个通行密钥确认后添加的，${HOURS} 小时内只能登录（\`passkey_too_new\`），其间手机会收到短信。A passkey that was added after a code proves at once; one that was added after another passkey only signs in for ${HOURS} hours, of which the phone is told.
`;

const PROOF_WORDS: Readonly<Record<Proof, string>> = { code: '验证码 code', passkey: '通行密钥 passkey' };

const table = (names: readonly string[], rows: readonly (readonly string[])[]): string =>
  [names, names.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function waysIn(): string {
  const rows = Object.entries(WAYS_IN).map(([way, { proves }]) => [
    `\`${way}\``,
    proves === undefined ? '不能 nothing' : PROOF_WORDS[proves],
  ]);
  return table(['登录方式 way in', '登录本身能确认 proves by itself'], rows);
}

function protectedActs(): string {
  const rows = Object.entries(PROTECTED_ACTS).map(([name, act]: [string, Act]) => [
    `\`${name}\` ${act.words.zh} / ${act.words.en}`,
    act.proofs.map((proof) => PROOF_WORDS[proof]).join('，'),
    `${act.withinMinutes} 分钟 min`,
    act.routes.map((route) => `\`${route}\``).join(' '),
    `\`${act.page}\``,
  ]);
  const names = ['事情 act', '任一 any of', '多久内 within', '接口 routes (/api/v1)', '页面 page'];
  return table(names, rows);
}

function sessionIsEnough(): string {
  const rows = Object.entries(SESSION_IS_ENOUGH).map(([route, { zh, en }]) => [
    `\`${route}\``,
    `${zh} / ${en}`,
  ]);
  return table(['接口 route (/api/v1)', '为什么 why'], rows);
}

/** docs/proofs.md: what a sign-in proves, and what needs a proof. */
export function listProofs(): string {
  return [
    HEAD,
    '## 登录方式 / Ways in',
    '',
    waysIn(),
    '',
    '## 要确认本人的事 / Acts that need a proof',
    '',
    protectedActs(),
    '',
    '`POST /auth/links` 绑定时自己就要验证码。导出的下载地址带着确认，只有同一个账号能用。`POST /auth/links` asks for a code itself. The address of an export carries the proof, and only its own customer can use it.',
    '',
    '## 登录就够的改动 / Changes for which a session is enough',
    '',
    sessionIsEnough(),
    '',
  ].join('\n');
}

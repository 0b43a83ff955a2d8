import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { writeFormPage } from './write-form-page.server.ts';

const { html, policy } = writeFormPage({
  language: 'zh-CN',
  title: '正在前往「银联」',
  says: '卡号只在支付机构的页面填写。',
  button: '前往付款页',
  back: { href: '/cashier/1?method=a&periods=3', name: '返回收银台' },
  form: {
    url: 'https://gateway.example/front.do',
    fields: { signPubKeyCert: '-----BEGIN\r\nA+/=', name: '"><script>' },
  },
});

test('what is in a field stays what it is, line ends too, and becomes no code', () => {
  expect(html).toContain('value="-----BEGIN&#13;&#10;A+/="');
  expect(html).toContain('value="&#34;&#62;&#60;script&#62;"');
  expect(html).toContain('href="/cashier/1?method=a&#38;periods=3"');
});

test('its policy lets run its own script and style alone, and post to the service alone', () => {
  const hashed = (tag: string): string => {
    const [, text = ''] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html) ?? [];
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  };
  expect(policy).toContain(
    `default-src 'none'; style-src ${hashed('style')}; script-src ${hashed('script')};`,
  );
  expect(policy).toContain('form-action https://gateway.example https:;');
  expect(html.match(/<script/g)).toHaveLength(1);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeDevice, inOurNames } from './device.ts';

/** UTF-16 units of any kind, lone surrogates among them. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
  .map((units) => String.fromCharCode(...units));

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chrome · Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60',
    'WeChat · iPhone',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
    'Safari · macOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16; HarmonyOS) AppleWebKit/537.36 Chrome/99.0 HuaweiBrowser/15 Mobile Safari/537.36',
    'Huawei Browser · HarmonyOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.188 Mobile Safari/537.36 XWEB/1260059 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x28003137) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64',
    'WeChat · Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21E219 AliApp(AP/10.5.90.6000) Nebula AlipayClient/10.5.90.6000 Language/zh-Hans',
    'Alipay · iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; M2102K1C Build/TKQ1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/109.0.5414.86 MQQBrowser/6.2 TBS/046805 Mobile Safari/537.36 V1_AND_SQ_9.0.20_5624_YYB_D QQ/9.0.20.15515 NetType/WIFI',
    'QQ · Android',
  ],
  [
    'Mozilla/5.0 (Linux; U; Android 13; zh-cn; M2102K1C Build/TKQ1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/109.0.5414.86 MQQBrowser/14.9 Mobile Safari/537.36',
    'QQ Browser · Android',
  ],
  [
    'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300',
    'Huawei Browser · HarmonyOS',
  ],
  [
    'Mozilla/5.0 (Linux; U; Android 14; zh-cn; 23127PN0CC Build/UKQ1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.193 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.7.30917',
    'Mi Browser · Android',
  ],
  [
    'Mozilla/5.0 (Linux; U; Android 13; zh-CN; V2243A Build/TP1A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/16.7.5.1320 Mobile Safari/537.36',
    'UC Browser · Android',
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; V2243A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/101.0.4951.74 Mobile Safari/537.36 VivoBrowser/21.1.0.0',
    'Vivo Browser · Android',
  ],
  [
    'Mozilla/5.0 (Linux; U; Android 13; zh-cn; PGEM10 Build/TP1A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/115.0.5790.168 Mobile Safari/537.36 HeyTapBrowser/40.8.7.1',
    'OPPO Browser · Android',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'Samsung Internet · Android',
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; 2211133C Build/TKQ1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/97.0.4692.98 Mobile Safari/537.36 T7/13.58 baiduboxapp/13.58.0.10 (Baidu; P1 13)',
    'Baidu · Android',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.5359.95 Safari/537.36 QIHU 360SE/15.1',
    '360 Browser · Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0',
    'Opera · Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/130.0 Mobile/15E148 Safari/605.1.15',
    'Firefox · iPhone',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox · Linux'],
  ['curl/8.5.0', 'curl'],
  ['', 'Unknown'],
  ['<script>alert(1)</script>', 'Unknown'],
])('%s is told as %s', (userAgent, expected) => expect(describeDevice(userAgent)).toBe(expected));

test('a device is told in 1 to 60 plain characters, whatever a caller sends', () => {
  fc.assert(
    fc.property(anyText, (userAgent) => {
      expect(describeDevice(userAgent)).toMatch(/^[\w .·-]{1,60}$/);
    }),
  );
});

test('where the sender’s own words must not be repeated, they are not', () => {
  for (const words of ['refund-desk.example/1.0 (call us)', 'Pay/1 (here)', 'curl/8.5.0', ''])
    expect(inOurNames(describeDevice(words))).toBe('');
  for (const ours of ['Chrome · Windows', 'Safari', 'iPhone']) expect(inOurNames(ours)).toBe(ours);
  expect(inOurNames('Chrome · refund-desk.example')).toBe('');
});

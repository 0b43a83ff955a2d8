/**
 * The first that matches names the program: browsers also name those that they want to be taken for. A list of our own,
 * since the kept libraries do not know the apps and browsers of this country's phones (docs/decisions/0039).
 */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, 'WeChat'],
  [/AlipayClient/i, 'Alipay'],
  [/\bQQ\//, 'QQ'],
  [/\b__weibo__/i, 'Weibo'],
  [/DingTalk/i, 'DingTalk'],
  [/\baweme_|\bBytedanceWebview\//i, 'Douyin'],
  [/baiduboxapp|\b(?:BIDU|baidu)browser/i, 'Baidu'],
  [/MQQBrowser|QQBrowser/, 'QQ Browser'],
  [/HuaweiBrowser/, 'Huawei Browser'],
  [/MiuiBrowser/, 'Mi Browser'],
  [/UCBrowser|UBrowser/, 'UC Browser'],
  [/Quark(?:PC)?\//, 'Quark'],
  [/VivoBrowser\//, 'Vivo Browser'],
  [/HeyTapBrowser\/|OppoBrowser\//, 'OPPO Browser'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/\bQIHU\b|QihooBrowser|\b360[SE]E\b/, '360 Browser'],
  [/MetaSr|SogouMobileBrowser|SogouMSE/, 'Sogou'],
  [/\bOPR\/|\bOPT\/|\bOPiOS\//, 'Opera'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/(?:Headless)?Chrom(?:e|ium)\/|CriOS\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];
const LONGEST = 60;
/** Between the name of the program and that of the system. */
const BETWEEN = ' · ';

/** What a person recognises a device by, from a User-Agent header: `Chrome · Windows`. At most 60 characters. */
export function describeDevice(userAgent: string): string {
  // An app or a script: the first word of its own name, without anything that a page or a log could stumble over.
  return recogniseDevice(userAgent) || /^[\w.-]+/.exec(userAgent)?.[0].slice(0, LONGEST) || 'Unknown';
}

/** The same in names of ours alone; empty where none fits. */
function recogniseDevice(userAgent: string): string {
  const read = userAgent.slice(0, 500);
  const known = [PROGRAMS, SYSTEMS].map((names) => names.find(([pattern]) => pattern.test(read))?.[1]);
  return known.filter((name) => name !== undefined).join(BETWEEN);
}

const OUR_NAMES: ReadonlySet<string> = new Set([...PROGRAMS, ...SYSTEMS].map(([, name]) => name));

/** A device as it was described, where it is in names of ours alone; else empty: who signs in writes their own words. */
export function inOurNames(described: string): string {
  return described.split(BETWEEN).every((name) => OUR_NAMES.has(name)) ? described : '';
}

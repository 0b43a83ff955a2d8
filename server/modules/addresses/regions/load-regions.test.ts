import { expect, test } from 'vitest';
import { ESTABLISHED } from './corrections.ts';
import { FORMER_DISTRICTS } from './former-districts.ts';
import { loadRegions } from './load-regions.ts';
import { ZONES } from './zones.ts';

const { tree, isOffered, currentCode, namesOf } = loadRegions();
const cities = tree.flatMap((province) => province.children);
const districts = cities.flatMap((city) => city.children);

test('there are 31 provinces, among them the four municipalities, and none that is not delivered to', () => {
  expect(tree).toHaveLength(31);
  const names = tree.map((province) => province.name);
  expect(names).toEqual(
    expect.arrayContaining(['北京市', '天津市', '上海市', '重庆市', '新疆维吾尔自治区', '西藏自治区']),
  );
  expect(names.filter((name) => /台湾|香港|澳门/.test(name))).toEqual([]);
});

test('every province has cities, every city has districts, and every code is a district only once', () => {
  expect(tree.every((province) => province.children.length > 0)).toBe(true);
  expect(cities.every((city) => city.children.length > 0)).toBe(true);
  expect(new Set(districts.map((district) => district.code)).size).toBe(districts.length);
  expect(new Set(cities.map((city) => city.code)).size).toBe(cities.length);
  expect(
    [...tree, ...cities, ...districts].every(({ code, name }) => /^\d{6}$/.test(code) && name.trim() !== ''),
  ).toBe(true);
  // By law 2,847 and four cities without any, as the ministry's own tree had it on the day of the list.
  expect(districts.length).toBe(2847 + 4 + ZONES.size);
});

test('no heading of the official tree can be chosen, neither as a district nor as a city', () => {
  expect(cities.filter(({ name }) => name === '市辖区' || name === '县' || name.includes('直辖'))).toEqual(
    [],
  );
  expect(districts.filter(({ name }) => name === '市辖区' || name === '县' || /直辖|-/.test(name))).toEqual(
    [],
  );
});

test.each([
  ['110105', ['北京市', '北京市', '朝阳区']],
  ['310115', ['上海市', '上海市', '浦东新区']],
  ['120116', ['天津市', '天津市', '滨海新区']],
  ['500229', ['重庆市', '重庆市', '城口县']],
  ['330106', ['浙江省', '杭州市', '西湖区']],
  ['441900', ['广东省', '东莞市', '东莞市']],
  ['620200', ['甘肃省', '嘉峪关市', '嘉峪关市']],
  ['419001', ['河南省', '济源市', '济源市']],
  ['429004', ['湖北省', '仙桃市', '仙桃市']],
  ['429021', ['湖北省', '神农架林区', '神农架林区']],
  ['469023', ['海南省', '澄迈县', '澄迈县']],
  ['659001', ['新疆维吾尔自治区', '石河子市', '石河子市']],
  ['232761', ['黑龙江省', '大兴安岭地区', '加格达奇区']],
  ['320576', ['江苏省', '苏州市', '苏州工业园区']],
])('the district %s lies in %j', (code, names) => {
  expect(isOffered(code)).toBe(true);
  expect(namesOf(code, '')).toEqual(names);
});

test('provinces, cities with districts and unknown codes are no districts', () => {
  for (const code of [
    '330000',
    '330100',
    '110100',
    '419000',
    '500200',
    '999999',
    '',
    '__proto__',
    '710101',
  ]) {
    expect([code, isOffered(code), namesOf(code, ''), currentCode(code, '')]).toEqual([
      code,
      false,
      undefined,
      undefined,
    ]);
  }
});

test.each([
  ['659012', ['新疆维吾尔自治区', '白杨市', '白杨市']],
  ['653228', ['新疆维吾尔自治区', '和田地区', '和康县']],
  ['653229', ['新疆维吾尔自治区', '和田地区', '和安县']],
  ['653132', ['新疆维吾尔自治区', '喀什地区', '岑岭县']],
  ['659013', ['新疆维吾尔自治区', '草湖市', '草湖市']],
  ['540481', ['西藏自治区', '林芝市', '米林市']],
  ['540581', ['西藏自治区', '山南市', '错那市']],
  ['460302', ['海南省', '三沙市', '西沙区']],
  ['460303', ['海南省', '三沙市', '南沙区']],
  ['500157', ['重庆市', '重庆市', '两江新区']],
  ['330114', ['浙江省', '杭州市', '钱塘区']],
])('%s, established since 2020, is %j', (code, names) => {
  expect(isOffered(code)).toBe(true);
  expect(namesOf(code, '')).toEqual(names);
});

test.each([
  ['330103', '', '330105', ['浙江省', '杭州市', '拱墅区']],
  ['330104', '四季青街道', '330102', ['浙江省', '杭州市', '上城区']],
  ['330104', '下沙街道 2 号大街', '330114', ['浙江省', '杭州市', '钱塘区']],
  ['350403', '', '350404', ['福建省', '三明市', '三元区']],
  ['350427', '', '350405', ['福建省', '三明市', '沙县区']],
  ['410381', '', '410307', ['河南省', '洛阳市', '偃师区']],
  ['540530', '', '540581', ['西藏自治区', '山南市', '错那市']],
  ['500112', '龙溪街道', '500157', ['重庆市', '重庆市', '两江新区']],
  ['500112', '统景镇', '500109', ['重庆市', '重庆市', '北碚区']],
  ['320571', '', '320576', ['江苏省', '苏州市', '苏州工业园区']],
  ['652871', '', '652871', ['新疆维吾尔自治区', '巴音郭楞蒙古自治州', '库尔勒经济技术开发区']],
])('%s is offered no more; with the street %j it is %s, %j, today', (code, street, today, names) => {
  expect(isOffered(code)).toBe(false);
  expect(currentCode(code, street)).toBe(today);
  expect(namesOf(code, street)).toEqual(names);
});

test('what a former district became is offered, and no code is in two of the tables', () => {
  for (const { became, except } of FORMER_DISTRICTS)
    for (const next of [became, except?.code].filter((code) => code !== undefined))
      expect([next, isOffered(next)]).toEqual([next, true]);
  const codes = [...FORMER_DISTRICTS, ...ESTABLISHED].map(({ code }) => code).concat(...ZONES.keys());
  expect(new Set(codes).size).toBe(codes.length);
});

test('zones stand behind the districts by law, and each of them in the list', () => {
  const suzhou = cities.find(({ code }) => code === '320500')!.children.map(({ name }) => name);
  expect(suzhou.at(-1)).toBe('苏州工业园区');
  expect([...ZONES.keys()].filter((code) => !isOffered(code))).toEqual([]);
});

test('no name stands twice in one city', () => {
  for (const { name, children } of cities)
    expect([name, new Set(children.map((district) => district.name)).size]).toEqual([name, children.length]);
});

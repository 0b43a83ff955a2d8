import { expect, test } from 'vitest';
import { loadRegions } from './regions.ts';

const { tree, namesOf } = loadRegions();
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
  expect(districts.length).toBeGreaterThan(2900);
});

test('no collective entry can be chosen as a district', () => {
  expect(districts.filter(({ name }) => name === '市辖区' || name === '县' || name.includes('-'))).toEqual(
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
  ['419001', ['河南省', '省直辖县级行政区划', '济源市']],
  ['429004', ['湖北省', '省直辖县级行政区划', '仙桃市']],
  ['659001', ['新疆维吾尔自治区', '自治区直辖县级行政区划', '石河子市']],
])('the district %s lies in %j', (code, names) => expect(namesOf(code)).toEqual(names));

test('provinces, cities with districts and unknown codes are no districts', () => {
  expect(['330000', '330100', '110100', '999999', '', '__proto__'].map(namesOf)).toEqual(
    Array(6).fill(undefined),
  );
});

import { expect, test } from 'vitest';
import { placeOf } from './place.ts';

test.each([
  ['120.24.78.68', '广东省 深圳市'],
  ['::ffff:120.24.78.68', '广东省 深圳市'],
  ['240e:3b7::1', '广东省 广州市'],
  ['8.8.8.8', '美国'],
  ['127.0.0.1', ''],
  ['10.1.2.3', ''],
  ['192.168.1.1', ''],
  ['::1', ''],
  ['fe80::1%eth0', ''],
  ['', ''],
  ['no address', ''],
  ['1.2.3.4.5', ''],
  ['9'.repeat(5000), ''],
])('%j is in «%s»', (clientAddress, place) => expect(placeOf(clientAddress)).toBe(place));

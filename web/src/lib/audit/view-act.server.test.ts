import { expect, test } from 'vitest';
import { viewAct } from './view-act.server.ts';

const ID = '0192f1c2-7e1c-7aa0-8c11-2c3f5e0d9a10';
const act = {
  seq: 1,
  at: new Date('2026-11-27T00:00:00Z'),
  actor: { by: 'staff', staffId: 'm' },
  what: 'member:change',
  subject: { kind: 'staff_member', id: ID },
  before: { roles: ['viewer'], isActive: true },
  after: { roles: ['finance', 'night-shift'], isActive: false },
  reason: null,
  from: null,
} as unknown as Parameters<typeof viewAct>[0];

test('an act is told by the names of those it is about, and what it changed in words', () => {
  const names = new Map([
    ['m', '店主阿远'],
    [ID, '实习生小白'],
  ]);
  expect(viewAct(act, names)).toMatchObject({
    who: '店主阿远',
    about: '实习生小白',
    changes: [
      { field: '角色', before: '只看', after: '财务、night-shift' },
      { field: '可以登录', before: '是', after: '否' },
    ],
  });
});

test('who is not known is told by a number, and what the program did by itself says so', () => {
  expect(viewAct(act, new Map())).toMatchObject({ who: '编号 m', about: '…0d9a10' });
  const own = { ...act, actor: { by: 'system', job: 'sweep' } } as typeof act;
  expect(viewAct(own, new Map()).who).toBe('程序（sweep）');
});

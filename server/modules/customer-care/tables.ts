import { OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';
import { noteBinding } from './note-binding.ts';

const TAGS: Field = {
  what: 'tags that staff gave a customer, when, and who did',
  keptAs: 'clear: short words of the shop, which its staff sort customers by',
  why: 'serving customers as they were promised',
  howLong: 'until staff take them, or with the account',
};
const NOTES: Field = {
  what: 'notes of staff about a customer',
  keptAs: 'sealed',
  why: 'so that a customer need not say it twice',
  howLong: 'until staff remove them, or with the account',
};

const WRITTEN: Field = {
  what: 'when such a note was written, and by whom',
  keptAs: 'clear',
  why: 'knowing whom to ask',
  howLong: 'with the note',
};

export const careTables: readonly DescribedTable[] = [
  {
    table: 'customer_tags',
    title: { zh: '店铺给你的标签', en: 'Tags that the shop gave you' },
    policy: { zh: '给账号加标签、写备注', en: 'tags and notes to your account' },
    onErase: { do: 'erase' },
    key: ['tag'],
    columns: {
      customer_id: OWN_ID,
      tag: { holds: TAGS, told: { zh: '标签', en: 'Tag' } },
      tagged_at: { holds: TAGS, told: { zh: '时间', en: 'At' } },
      member_id: { holds: TAGS, unsaid: 'which of the staff did it is the shop’s own' },
    },
  },
  {
    table: 'customer_notes',
    title: { zh: '员工的备注', en: 'Notes of the staff' },
    policy: { zh: '给账号加标签、写备注', en: 'tags and notes to your account' },
    onErase: { do: 'erase' },
    key: ['note_id'],
    columns: {
      customer_id: OWN_ID,
      note_id: { nothing: 'a random number of the row' },
      sealed: {
        holds: NOTES,
        sealed: {
          keys: ['note_id'],
          bindingOf: (_, [noteId]) => noteBinding(noteId!),
          text: { zh: '备注', en: 'Note' },
        },
      },
      written_at: { holds: WRITTEN, told: { zh: '时间', en: 'At' } },
      member_id: { holds: WRITTEN, unsaid: 'which of the staff wrote it is the shop’s own' },
    },
  },
];

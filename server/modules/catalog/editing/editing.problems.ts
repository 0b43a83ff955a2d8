import { problem, type Problems } from '../../../platform/http/problem.ts';
import type { Lack, ProductFault } from './check-product.decide.ts';
import type { ChangedMeanwhile } from './edit-products.ts';

const FAULTS: { readonly faults: readonly ProductFault[] } = {
  faults: [
    { path: 'skus.2.price', code: 'too_small' },
    {
      ...{ path: 'skus.3.originalPrice', code: 'never_asked' },
      ...{ highestAllowed: 12_900, askedSince: '2026-11-02T08:00:00.000Z' },
    },
  ],
};
const LACKS: { readonly lacks: readonly Lack[] } = { lacks: ['category', 'variant'] };
const CHANGED: Omit<ChangedMeanwhile, 'code'> = {
  version: 8,
  changes: [
    {
      ...{ version: 8, by: 'staff', byId: '0198c0de-0000-7000-8000-000000000000' },
      ...{ at: '2026-11-27T08:00:00.000Z', fields: ['skus.1024.price'] },
    },
  ],
};
const OVERTAKEN: { readonly fields: readonly string[] } = { fields: ['name'] };
const SIZE = { width: 50_000, height: 50_000 };

export const editingProblems = {
  product_faulty: problem({
    status: 422,
    title: { zh: '商品资料有不对的地方', en: 'Something about the product is wrong' },
    detail: {
      zh: 'faults 里列出了每一处（从 0 数起）；什么都没有保存。never_asked：原价不能高于现价之前 30 天里的最低价。',
      en: 'faults lists each place, counted from 0. Nothing was saved. never_asked: no more may be struck out than the lowest price of the 30 days before the present one.',
    },
    example: FAULTS,
  }),
  product_unready: problem({
    status: 422,
    title: { zh: '商品还不能上架', en: 'The product cannot be sold yet' },
    detail: {
      zh: '补上 lacks 里列出的再上架：名称、分类，至少一个上架的规格。',
      en: 'Add what lacks lists first: a name, a category, at least one variant on sale.',
    },
    example: LACKS,
  }),
  product_changed: problem({
    status: 409,
    title: { zh: '商品刚被改过', en: 'The product was changed meanwhile' },
    detail: {
      zh: '在你看到它之后有人改了它（见 changes；导入文件也会），没有保存。重新读取后再改。',
      en: 'Somebody, or an import, changed it after you had read it (see changes). Nothing was saved: read it again.',
    },
    example: CHANGED,
  }),
  change_not_found: problem({
    status: 404,
    title: { zh: '没有这次修改', en: 'No such change' },
    detail: {
      zh: '历史里没有这一条，或它是新建商品，不能撤销。',
      en: 'The history does not have it, or it is what made the product, which cannot be undone.',
    },
  }),
  change_overtaken: problem({
    status: 409,
    title: { zh: '后来又改过，不能撤销', en: 'Changed again since, so it cannot be undone' },
    detail: {
      zh: 'fields 里的内容在那以后又改过；先撤销后来的修改。',
      en: 'What fields lists was changed again later. Undo the later changes first.',
    },
    example: OVERTAKEN,
  }),
  staff_category_not_found: problem({
    status: 404,
    title: { zh: '没有这个分类', en: 'No such category' },
    detail: { zh: '它可能刚被删掉，请重新读取。', en: 'It may just have been removed. Read them again.' },
  }),
  category_too_deep: problem({
    status: 422,
    title: { zh: '分类不能放在这里', en: 'The category cannot stand there' },
    detail: {
      zh: '分类最多四级，也不能放进它自己下面。',
      en: 'There are four levels at most, and no category stands below itself.',
    },
  }),
  category_in_use: problem({
    status: 422,
    title: { zh: '分类里还有东西', en: 'Something still stands in the category' },
    detail: {
      zh: '先把里面的商品（包括草稿和已下架的）和子分类移走，再删除。',
      en: 'Move its products (drafts and those off sale too) and the categories below it elsewhere first.',
    },
  }),
  picture_missing: problem({
    status: 422,
    title: { zh: '请求里没有图片', en: 'The request holds no picture' },
    detail: {
      zh: '用 multipart/form-data 上传一个文件。',
      en: 'Send one file as multipart/form-data.',
    },
  }),
  picture_type_unknown: problem({
    status: 422,
    title: { zh: '不是能用的图片', en: 'No picture that can be used' },
    detail: {
      zh: '可以用 JPEG、PNG、WebP、GIF、AVIF（看内容，不看文件名）；SVG 不行。',
      en: 'JPEG, PNG, WebP, GIF and AVIF are taken, by what is in the file and not by its name; SVG is not.',
    },
  }),
  picture_too_large: problem({
    status: 422,
    title: { zh: '图片尺寸太大', en: 'The picture has too many pixels' },
    detail: {
      zh: '最多 6000 万像素，每边最多 20000 像素。请缩小后再传。',
      en: 'At most 60 million pixels, and 20,000 a side. Make it smaller and send it again.',
    },
    example: SIZE,
  }),
  picture_too_small: problem({
    status: 422,
    title: { zh: '图片太小', en: 'The picture is too small' },
    detail: { zh: '每边至少 16 像素。', en: 'At least 16 pixels a side.' },
    example: SIZE,
  }),
  picture_unreadable: problem({
    status: 422,
    title: { zh: '图片打不开', en: 'The picture cannot be read' },
    detail: {
      zh: '文件可能不完整或已损坏，请重新导出后再传。',
      en: 'The file may be cut short or damaged. Export it again.',
    },
  }),
  upload_under_way: problem({
    status: 409,
    title: { zh: '上一张还在处理', en: 'The last one is still being made ready' },
    detail: { zh: '一次传一张，等上一张好了再传。', en: 'Send one at a time, when the last one is done.' },
  }),
} satisfies Problems;

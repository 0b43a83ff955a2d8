import { problem, type Problems } from '../../platform/http/problem.ts';

export const taskProblems = {
  task_not_found: problem({
    status: 404,
    title: { zh: '没有这个任务', en: 'No such task' },
    detail: {
      zh: '任务结束七天后就不留了；也可能你的角色看不到它。',
      en: 'A task is kept for seven days after its end; or your roles do not let you see it.',
    },
  }),
  task_has_ended: problem({
    status: 409,
    title: { zh: '任务已经结束', en: 'The task has ended' },
    detail: {
      zh: '它已经做完、失败或取消了，没有什么可取消的。',
      en: 'It is done, failed or cancelled already.',
    },
  }),
  task_without_result: problem({
    status: 404,
    title: { zh: '没有可下载的文件', en: 'There is no file' },
    detail: {
      zh: '任务还没做完，或者它本来就不产生文件。',
      en: 'The task is not done yet, or makes no file.',
    },
  }),
  file_missing: problem({
    status: 422,
    title: { zh: '没有文件', en: 'No file' },
    detail: {
      zh: '请选一个 CSV 或 XLSX 文件（multipart/form-data，正文里只有它）。',
      en: 'Choose a CSV or XLSX file (multipart/form-data, with nothing else in it).',
    },
  }),
  file_too_large: problem({
    status: 413,
    title: { zh: '文件太大', en: 'The file is too large' },
    detail: {
      zh: '文件最大 32 MB。请分成几个文件，或用命令 npm run catalog:import 导入。',
      en: 'A file may have 32 MB. Split it, or import it by npm run catalog:import.',
    },
  }),
  import_not_ready: problem({
    status: 409,
    title: { zh: '还不能导入', en: 'Not ready to be written' },
    detail: {
      zh: '文件还没检查完，或者有问题。请看检查报告，改好后重新上传。',
      en: 'The file is still being checked, or has faults. Read the report, and hand in a mended file.',
    },
  }),
} satisfies Problems;

// What of a file is not read, and why a file is not read on its own, in Chinese.
import type { Dictionary } from './dictionary.ts';

export const FILE_WARNINGS: Dictionary = {
  'The speaker’s notes are left out.': '演讲者备注未收录。',
  'Hidden slides are left out: {0}.': '隐藏的幻灯片未收录：{0}。',
  'Hidden sheets are left out: {0}.': '隐藏的工作表未收录：{0}。',
  'Attached files are not read: {0}.': '附件未读取：{0}。',
  'Pages without text, blank or scanned: {0}.': '没有文字的页（空白或扫描件）：{0}。',
  'Pages that are pictures, whose words are not read: {0}. Run text recognition (OCR) on them.':
    '这些页是图片，上面的文字未读取：{0}。请先做文字识别（OCR）。',
  'Only its first {0} pages are read.': '只读取前 {0} 页。',
  'Only its first {0} characters are taken: split it into several files.':
    '只收录前 {0} 个字符：请拆分成几个文件。',
  'Parts of the sitemap could not be read, and their pages stay as they were: {0}':
    '网站地图的部分内容无法读取，其中的网页保持原样：{0}',
  'An archive of 1 file.': '压缩包内有 1 个文件。',
  'An archive of {0} files.': '压缩包内有 {0} 个文件。',
  'The file is empty.': '文件是空的。',
  'It is a ZIP archive of several files. Take the files out of it first.':
    '这是装有多个文件的 ZIP 压缩包。请先解压。',
  'Pictures and sound are read on their own, not as documents.': '图片和录音要单独读取，不能当作文档。',
};

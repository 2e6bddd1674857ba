// What went wrong, in Chinese: the titles of pages, and the reasons that people meet most.
import type { Dictionary } from './dictionary.ts';

export const FAULTS: Dictionary = {
  'Back to the start': '回到首页',
  'Error {0}. If you ask for help, give this number:': '错误 {0}。求助时请提供这个编号：',
  'That request was not understood': '无法理解这个请求',
  'Please sign in': '请登录',
  'That is not allowed': '没有权限',
  'There is nothing here': '这里什么也没有',
  'That can’t be done here': '这里不能这样做',
  'Something changed meanwhile': '内容已有变动',
  'This is gone': '已不存在',
  'That is too large': '内容太大',
  'That kind of file can’t be read': '无法读取这类文件',
  'Something is missing or wrong': '有缺漏或错误',
  'Too many tries': '尝试次数过多',
  'Not available at the moment': '暂时不可用',
  'There is no such conversation. It may have been deleted.': '没有这个对话，可能已被删除。',
  'There is no such file in this conversation.': '这个对话里没有这个文件。',
  'There is no such account any more. Open the page again.': '这个账号已不存在。请重新打开页面。',
  'Only an owner can do this. Ask one of them.': '只有店主可以这样做。请找店主帮忙。',
  'This page is out of date, probably because you signed in again since it was opened. Go back, reload the page and send it once more.':
    '这个页面已过期，可能是您打开它之后又重新登录过。请返回、刷新页面，再发送一次。',
  'You are not signed in, or your session has ended, so nothing was changed. Sign in, then send it again.':
    '您尚未登录或登录已过期，所以没有任何改动。请登录后再发送一次。',
  'The form could not be read. Reload the page and send it again.': '表单无法读取。请刷新页面后再发送。',
  'The reply is empty. Write something, then send it.': '回复是空的。请写点内容再发送。',
  'The service is not available at the moment. Try again shortly.': '服务暂时不可用。请稍后再试。',
  'Check the address, or go back to where you came from.': '请检查地址，或返回原处。',
};

// The first page in Chinese: who waits, what is open, the week at a glance.
import type { Dictionary } from './dictionary.ts';

export const HOME: Dictionary = {
  'One person is waiting for you': '有 1 位顾客在等您',
  '{0} people are waiting for you': '有 {0} 位顾客在等您',
  'Nobody is waiting': '没有人在等',
  'All is quiet': '一切安好',
  '{0} is open now.': '{0} 现在营业中。',
  '{0} is closed now and opens on {1}.': '{0} 现在休息，{1} 开门。',
  '{0} is closed now.': '{0} 现在休息。',
  '1 of your entries could not be read.': '有 1 条知识无法读取。',
  '{0} of your entries could not be read.': '有 {0} 条知识无法读取。',
  'See which': '看看是哪些',
  'in hand': '处理中',
  'with the bot': '由机器人处理',
  'knowledge entry': '条知识',
  'knowledge entries': '条知识',
  'People who need you': '需要您的顾客',
  'Questions without an answer': '没有答案的问题',
  'A channel needs you': '有 1 个渠道需要您处理',
  '{0} channels need you': '有 {0} 个渠道需要您处理',
  'asked once': '问过 1 次',
  'asked {0} times': '问过 {0} 次',
  'See all questions': '查看所有问题',
  'The bot looks after your customers. Whoever asks for a person appears here.':
    '机器人正在照顾您的顾客。要求人工的顾客会出现在这里。',
  'What customers ask and your knowledge cannot answer is collected here, so that you can add it.':
    '顾客问了、知识库答不上来的问题会收集在这里，方便您补充。',
  'Try a question yourself': '自己试问一个问题',
  'Teach the bot your business': '把您的生意教给机器人',
  'It answers only from what you tell it. Start with the three questions that you hear most.':
    '它只根据您告诉它的内容回答。先从最常听到的三个问题开始。',
  'The bot still speaks for a sample shop': '机器人还在替示例商店回答',
  '{0} entries tell of a shop that does not exist, so that you can try the bot. Your customers get these answers, too, until you delete them.':
    '有 {0} 条知识讲的是一家虚构的商店，方便您试用机器人。在您删除之前，您的顾客也会得到这些回答。',
  '1 entry tells of a shop that does not exist. Your customers get this answer, too, until you delete it.':
    '有 1 条知识讲的是一家虚构的商店。在您删除之前，您的顾客也会得到这个回答。',
  'Look at the sample content': '看看示例内容',
  'Delete the sample content': '删除示例内容',
  'Add a question and answer': '添加问答',
  'Upload a document': '上传文件',
  'See what changed': '看看改变了什么',
  'The last seven days': '最近七天',
  'No conversations yet': '还没有对话',
  'Once customers write, you see here how many there are, who answered them and where they came from.':
    '顾客开始留言后，这里会显示对话的数量、由谁回答、来自哪里。',
  'What is counted?': '这些数字怎么算？',
  'All that one customer writes on one channel on one day, by your own time. The week is today and the six days before; it is compared with the seven days before those.':
    '一位顾客在一个渠道上一天内写的全部内容，按您当地时间计算。一周指今天和之前六天，并与再之前的七天比较。',
  'By the bot alone': '机器人独立回答',
  'With a person': '有人工参与',
  'The bot answered everything that it could be asked, and nobody was called.':
    '机器人全部回答了，没有叫人。',
  'Somebody of your team was called, or wrote.': '叫了同事，或有同事回复。',
  'The bot could not answer at least one question, and no person came in.':
    '至少有一个问题机器人答不上来，也没有人工介入。',
  'Until a person came': '等到人工的时间',
  'From the moment the bot called a person until somebody took over, closed hours included. Half of them were quicker.':
    '从机器人叫人到有人接手的时间，包括休息时间。一半的情况比这更快。',
  Ratings: '评分',
  'What customers pressed when your team had helped them.': '同事帮忙之后，顾客按下的评价。',
  '{0} the week before': '前一周：{0}',
  good: '满意',
  fair: '一般',
  bad: '不满意',
  'under 1 min': '不到 1 分钟',
  '{0} min': '{0} 分钟',
  '{0} h': '{0} 小时',
  '{0} h {1} min': '{0} 小时 {1} 分钟',
  '{0} days': '{0} 天',
  'Conversations by day': '每天的对话',
  '{0}: {1} conversations, {2} by the bot alone, {3} with a person, {4} without an answer':
    '{0}：{1} 个对话，机器人独立回答 {2} 个，有人工参与 {3} 个，没有答案 {4} 个',
  'By channel': '按渠道',
  'By language': '按语言',
  'not known yet': '尚不清楚',
  'The same as a table': '以表格显示',
  'The week': '全周',
  All: '全部',
};

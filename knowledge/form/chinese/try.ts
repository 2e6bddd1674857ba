// The console in Chinese: what the bot makes of a question.
import type { Dictionary } from './dictionary.ts';

export const TRY: Dictionary = {
  'Ask as a customer would. Nothing is sent or kept.': '像顾客一样提问。不会发送，也不会保存。',
  'A customer’s question': '顾客的问题',
  'Ask a question…': '输入问题…',
  Ask: '提问',
  'See what the bot sees': '看看机器人看到了什么',
  'For each question: what it finds in your knowledge, how sure it is, and what it would say.':
    '每个问题都会显示：它在知识库里找到了什么、有多大把握、会怎么回答。',
  'What it would say': '它会怎么回答',
  'Nothing.': '什么也不说。',
  '{0}.': '{0}。',
  'It answers in {0}.': '它用{0}回答。',
  'What it found': '它找到了什么',
  '{0} sure': '{0} 的把握',
  'that the answer is here; it needs {0} to answer.': '认为答案就在这里；达到 {0} 才会回答。',
  'Nothing in your knowledge is close to this.': '知识库里没有相近的内容。',
  'Teach it the answer': '教它这个答案',
  'Only a person answers': '仅限人工回答',
  'It answers': '它会回答',
  'It asks back': '它会反问',
  'It calls a person': '它会转人工',
  'It says nothing': '它保持沉默',
  'Your knowledge has the answer.': '知识库里有答案。',
  'This was small talk: a greeting, thanks or the like. It needs no knowledge.':
    '这是寒暄：问候、道谢之类，不需要知识库。',
  'Your knowledge has something close, but not close enough to be sure, so the bot asked back.':
    '知识库里有相近的内容，但把握不够，所以机器人反问了。',
  'Your knowledge answers some of these questions, not all. The bot said which, and offered a person.':
    '这几个问题，知识库只能回答一部分。机器人说明了哪些没有答案，并提议转人工。',
  'Your knowledge has no answer to this. The bot said so and offered a person.':
    '知识库里没有答案。机器人如实告知，并提议转人工。',
  'There was nothing in the message.': '消息里没有内容。',
  'The message was too long to be one question.': '消息太长，不像一个问题。',
  'The answer that the model wrote did not pass the check, so it was not sent.':
    '模型写的回答没有通过检查，所以没有发送。',
  'The customer only acknowledged the last message: nothing needs to be said.':
    '顾客只是回应上一条消息，不需要再说什么。',
  'The customer asked the bot to stop.': '顾客要求机器人停止。',
  'Asked for a person.': '要求人工服务。',
  'Accepted the offer of a person.': '接受了转人工的提议。',
  'Complains.': '投诉。',
  'The bot could not answer twice in a row.': '机器人连续两次答不上来。',
  'Your knowledge says that only a person may answer this.': '知识库规定只能由人工回答。',
  'Sent something the bot cannot read.': '发来了机器人读不懂的内容。',
  'The language model called a person.': '语言模型请求了人工。',
  'The language model failed.': '语言模型出错。',
  'A tool of the bot failed.': '机器人的工具出错。',
  'The bot failed.': '机器人出错。',
};

// The frame's words in Chinese.
import type { Dictionary } from './dictionary.ts';

export const FRAME: Dictionary = {
  Home: '首页',
  Conversations: '对话',
  Questions: '问题',
  Answers: '答复',
  Knowledge: '知识库',
  'Try it': '试一试',
  Settings: '设置',
  Channels: '渠道',
};

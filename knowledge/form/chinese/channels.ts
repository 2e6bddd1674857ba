// The channels and how they do, in Chinese. What platforms say of their own faults stays as they say it.
import type { Dictionary } from './dictionary.ts';

export const CHANNELS: Dictionary = {
  'Where your customers reach you, and how each of them does.': '顾客从哪里找到您，以及各渠道的状况。',
  '{0} is being restarted.': '{0} 正在重新启动。',
  '{0}: the phone is being unlinked. A code to link one follows below.':
    '{0}：正在解除手机绑定。下面随后会出现新的绑定二维码。',
  'Linked:': '已绑定：',
  'An owner has to scan a code on this page with the business’s phone. Until then customers there get no answer.':
    '需要店主用商店的手机扫描本页的二维码。在此之前，那里的顾客得不到回答。',
  'The code is on its way …': '二维码正在生成…',
  'Link the phone': '绑定手机',
  'Open WhatsApp on the business’s phone.': '在商店的手机上打开 WhatsApp。',
  'Go to {0}: under {1} on an iPhone, behind the three dots on Android.':
    '前往{0}：iPhone 在{1}里，Android 在右上角三个点的菜单里。',
  'Linked devices': '已关联的设备',
  'Tap {0}, and point the phone at this code.': '点按{0}，再把手机对准这个二维码。',
  'Link a device': '关联设备',
  'The code changes by itself every 20 seconds or so; leave this page open, on another screen than the phone’s own.':
    '二维码大约每 20 秒自动更换；请在另一块屏幕上打开本页，不要用这部手机。',
  'Reload the page for a new code.': '刷新页面以获取新的二维码。',
  'QR code that links the phone': '绑定手机的二维码',
  'This way is not WhatsApp’s official one: WhatsApp may block the number at any time. For a number that you can’t lose, use the Cloud API.':
    '这不是 WhatsApp 的官方方式：WhatsApp 随时可能封禁号码。不能失去的号码请使用 Cloud API。',
  Restart: '重新启动',
  'Unlink this phone': '解除这部手机的绑定',
  'Customers there get no answer until a phone is linked again. What was said stays here.':
    '在重新绑定手机之前，那里的顾客得不到回答。已有的对话会保留。',
  'Unlink it now': '立即解除绑定',
  'More channels': '更多渠道',
  Recommended: '推荐',
  'To turn it on, set {0} where Kaki is started. How: README, “{1}”.':
    '要启用它，请在启动 Kaki 的地方设定 {0}。做法见 README 的“{1}”。',
  'Not WhatsApp’s official way: it may block the number. The Cloud API is recommended.':
    '不是 WhatsApp 的官方方式：号码可能被封禁。推荐使用 Cloud API。',
  'WhatsApp, Cloud API': 'WhatsApp（Cloud API）',
  'Customers write to your business number. Meta’s official way, and the one to choose.':
    '顾客向您的商业号码发消息。Meta 的官方方式，首选。',
  'WhatsApp, paired phone': 'WhatsApp（绑定手机）',
  'The shop’s own phone, linked like WhatsApp Web on a computer.':
    '商店自己的手机，像电脑上的 WhatsApp Web 那样绑定。',
  'The chat button on your own pages.': '您自己网页上的聊天按钮。',
  'A bot that customers write to, alone or in groups.': '顾客可以私聊或在群组里找的机器人。',
  'People of your workspace write to the app.': '您工作区的成员直接给应用发消息。',
  'Staff room': '员工频道',
  'Where your team hears of customers who need a person.': '团队在这里得知有顾客需要人工。',
  On: '已启用',
  Off: '已关闭',
  'Not set up': '未设置',
  'Not working': '出现故障',
  'In this form': '就在本界面',
  Connecting: '连接中',
  'Waiting for its phone': '等待扫码',
  'Hears nothing any more, being restarted': '收不到消息，正在重启',
  'Logged out': '已登出',
  Stopped: '已停止',
};

// The widget's own words, in the four languages.
import type { Language } from '../../../src/model/language.ts';

export interface Labels {
  /** BCP 47, for times and dates. */
  readonly locale: string;
  readonly open: string;
  readonly close: string;
  readonly menu: string;
  readonly language: string;
  readonly conversation: string;
  readonly status: string;
  readonly greeting: string;
  readonly starters: readonly string[];
  /** Shown in the menu, and sent as it is: the agent understands it. */
  readonly person: string;
  readonly placeholder: string;
  readonly send: string;
  readonly sending: string;
  readonly sent: string;
  readonly failed: string;
  readonly retry: string;
  readonly you: string;
  readonly team: string;
  readonly typing: string;
  readonly sources: string;
  readonly openPage: string;
  readonly newMessages: string;
  readonly reconnecting: string;
  readonly elsewhere: string;
  readonly refused: string;
  readonly tooLong: string;
  readonly edited: string;
  readonly takenBack: string;
  readonly download: string;
  readonly downloading: string;
  readonly fileFailed: string;
  readonly attach: string;
  readonly remove: string;
  /** As in the server's limits. */
  readonly fileLimits: string;
}

export const LANGUAGE_CODES: readonly Language[] = ['en', 'zh', 'ms', 'ta'];

export const NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  zh: '中文',
  ms: 'Bahasa Melayu',
  ta: 'தமிழ்',
};

export const LABELS: Readonly<Record<Language, Labels>> = {
  en: {
    locale: 'en-SG',
    open: 'Open chat',
    close: 'Close chat',
    menu: 'Menu',
    language: 'Language',
    conversation: 'Conversation',
    // True also while a person is asked for and the shop is closed.
    status: 'Ask at any time',
    greeting: 'Hi! How can I help?',
    starters: ['What are your opening hours?', 'Do you deliver to my place?', 'How can I pay?'],
    person: 'Talk to a person',
    placeholder: 'Write a message…',
    send: 'Send',
    sending: 'Sending…',
    sent: 'Sent',
    failed: 'Not sent.',
    retry: 'Try again',
    you: 'You',
    team: 'Team',
    typing: 'Typing…',
    sources: 'Sources',
    openPage: 'Open page',
    newMessages: 'New messages',
    reconnecting: 'Reconnecting…',
    elsewhere: 'This chat is open in many tabs. Click here to go on in this one.',
    refused: 'The chat can’t be reached from this page.',
    tooLong: 'This message is too long. Please shorten it.',
    edited: 'edited',
    takenBack: 'Message taken back',
    download: 'Download',
    downloading: 'Loading…',
    fileFailed: 'This file can’t be loaded.',
    attach: 'Attach files',
    remove: 'Remove',
    fileLimits: 'Up to 5 files, at most 20 MB each, none of them empty.',
  },
  zh: {
    locale: 'zh-SG',
    open: '打开聊天',
    close: '关闭聊天',
    menu: '菜单',
    language: '语言',
    conversation: '对话',
    status: '随时可以提问',
    greeting: '您好！请问有什么可以帮您？',
    starters: ['你们几点营业？', '送货到我这里吗？', '可以怎么付款？'],
    person: '找真人客服',
    placeholder: '请输入消息…',
    send: '发送',
    sending: '发送中…',
    sent: '已发送',
    failed: '未发送。',
    retry: '重试',
    you: '您',
    team: '团队',
    typing: '正在输入…',
    sources: '资料来源',
    openPage: '打开网页',
    newMessages: '新消息',
    reconnecting: '正在重新连接…',
    elsewhere: '聊天已在多个标签页打开。点击这里在本页继续。',
    refused: '此页面无法使用聊天。',
    tooLong: '消息太长，请缩短后再发。',
    edited: '已编辑',
    takenBack: '消息已撤回',
    download: '下载',
    downloading: '加载中…',
    fileFailed: '无法加载此文件。',
    attach: '添加文件',
    remove: '移除',
    fileLimits: '最多 5 个文件，每个不超过 20 MB，且不能为空。',
  },
  ms: {
    locale: 'ms-SG',
    open: 'Buka sembang',
    close: 'Tutup sembang',
    menu: 'Menu',
    language: 'Bahasa',
    conversation: 'Perbualan',
    status: 'Tanya bila-bila masa',
    greeting: 'Hai! Apa yang boleh saya bantu?',
    starters: ['Pukul berapa kedai buka?', 'Ada penghantaran ke tempat saya?', 'Bagaimana saya boleh bayar?'],
    person: 'Cakap dengan staf',
    placeholder: 'Tulis mesej…',
    send: 'Hantar',
    sending: 'Menghantar…',
    sent: 'Dihantar',
    failed: 'Tidak dihantar.',
    retry: 'Cuba lagi',
    you: 'Anda',
    team: 'Pasukan',
    typing: 'Sedang menaip…',
    sources: 'Sumber',
    openPage: 'Buka halaman',
    newMessages: 'Mesej baharu',
    reconnecting: 'Menyambung semula…',
    elsewhere: 'Sembang ini dibuka di banyak tab. Klik di sini untuk teruskan di tab ini.',
    refused: 'Sembang tidak boleh dicapai dari halaman ini.',
    tooLong: 'Mesej ini terlalu panjang. Sila pendekkan.',
    edited: 'disunting',
    takenBack: 'Mesej ditarik balik',
    download: 'Muat turun',
    downloading: 'Memuatkan…',
    fileFailed: 'Fail ini tidak dapat dimuatkan.',
    attach: 'Lampirkan fail',
    remove: 'Buang',
    fileLimits: 'Paling banyak 5 fail, setiap satu tidak melebihi 20 MB dan tidak kosong.',
  },
  ta: {
    locale: 'ta-SG',
    open: 'உரையாடலைத் திற',
    close: 'உரையாடலை மூடு',
    menu: 'பட்டியல்',
    language: 'மொழி',
    conversation: 'உரையாடல்',
    status: 'எந்நேரமும் கேட்கலாம்',
    greeting: 'வணக்கம்! நான் எப்படி உதவலாம்?',
    starters: ['கடை எத்தனை மணிக்குத் திறக்கும்?', 'என் இடத்திற்கு விநியோகம் உண்டா?', 'எப்படிப் பணம் செலுத்தலாம்?'],
    person: 'ஊழியருடன் பேச',
    placeholder: 'செய்தியை எழுதுங்கள்…',
    send: 'அனுப்பு',
    sending: 'அனுப்பப்படுகிறது…',
    sent: 'அனுப்பப்பட்டது',
    failed: 'அனுப்பப்படவில்லை.',
    retry: 'மீண்டும் முயல்க',
    you: 'நீங்கள்',
    team: 'குழு',
    typing: 'எழுதுகிறார்…',
    sources: 'ஆதாரங்கள்',
    openPage: 'பக்கத்தைத் திற',
    newMessages: 'புதிய செய்திகள்',
    reconnecting: 'மீண்டும் இணைக்கப்படுகிறது…',
    elsewhere: 'இந்த உரையாடல் பல தாவல்களில் திறந்துள்ளது. இங்கே தொடர கிளிக் செய்யுங்கள்.',
    refused: 'இந்தப் பக்கத்திலிருந்து உரையாடலை அணுக முடியவில்லை.',
    tooLong: 'செய்தி மிக நீளமாக உள்ளது. சுருக்கி அனுப்புங்கள்.',
    edited: 'திருத்தப்பட்டது',
    takenBack: 'செய்தி திரும்பப் பெறப்பட்டது',
    download: 'பதிவிறக்கு',
    downloading: 'ஏற்றப்படுகிறது…',
    fileFailed: 'இந்தக் கோப்பை ஏற்ற முடியவில்லை.',
    attach: 'கோப்புகளை இணைக்க',
    remove: 'நீக்கு',
    fileLimits: 'அதிகபட்சம் 5 கோப்புகள்; ஒவ்வொன்றும் 20 MBக்குள், காலியாக இல்லாமல் இருக்க வேண்டும்.',
  },
};

export function pickLanguage(
  wanted: readonly (string | null | undefined)[],
  offered: readonly Language[],
): Language {
  for (const tag of wanted) {
    const found = offered.find((language) => tag?.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return offered[0] ?? 'en';
}

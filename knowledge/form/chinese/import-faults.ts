// Why a file or page was not taken in, in Chinese.
import type { Dictionary } from './dictionary.ts';

export const IMPORT_FAULTS: Dictionary = {
  'The file is damaged. Get a fresh copy of it and try again.': '文件已损坏。请重新取得一份再试。',
  'The file is locked with a password. Save a copy without the password and use that.':
    '文件有密码保护。请另存一份没有密码的文件来使用。',
  'The archive holds more than 200 files. Split it into several.': '压缩包里的文件超过 200 个。请拆成几个。',
  'The file unpacks to far more than a document holds.': '文件解压后过大，不像是一份文档。',
  'The file took too long to read. Split it, or save it in another format.':
    '读取文件的时间过长。请拆分文件，或另存为其他格式。',
  'There is no text in it.': '里面没有文字。',
  'There is no text in it, only pictures of pages (a scan). Run text recognition (OCR) on it, save it with its text, and try again.':
    '里面没有文字，只有扫描的页面图片。请先做文字识别（OCR），保存后再试。',
  'It is in an old Office format. Open it and save it as .docx, .xlsx or .pptx, without a password, and use that.':
    '这是旧版 Office 格式。请打开并另存为不带密码的 .docx、.xlsx 或 .pptx。',
  'A ZIP archive inside an archive is not opened. Unpack it first.': '压缩包里的压缩包不会打开。请先解压。',
  'It is a ZIP archive of several files. Take the files out of it first.':
    '这是装有多个文件的 ZIP 压缩包。请先取出里面的文件。',
  'Pictures and sound are read on their own, not as documents.': '图片和录音要单独读取，不能当作文档。',
  'Files of this kind are not read.': '无法读取这类文件。',
  'Pictures are read by a model that sees. Set one up (OPENAI_MODEL), or write down what the picture says.':
    '图片需要能看图的模型来读取。请设置模型（OPENAI_MODEL），或把图片的内容写下来。',
  'Recordings are heard by a model. Set one up (OPENAI_TRANSCRIPTION_MODEL), or write down what is said.':
    '录音需要模型来听写。请设置模型（OPENAI_TRANSCRIPTION_MODEL），或把说的内容写下来。',
  'Save the picture as PNG or JPEG of at most 10 MB, and use that.':
    '请把图片另存为不超过 10 MB 的 PNG 或 JPEG。',
  'A model wrote this down: check it before you rely on it.': '这是由模型写下来的，请核对后再使用。',
  'Your knowledge has the very same text already, under another name.':
    '知识库里已有完全相同的内容，只是名字不同。',
  'You changed this entry since it was imported, so the new text of the file was not taken. Open it, or delete it and import again.':
    '导入之后您改过这条内容，因此没有采用文件的新文字。请打开查看，或删除后重新导入。',
  'You changed this entry since it was imported, so the new text of the page is not taken. To follow the page again, bring back the imported text from the history of the entry.':
    '导入之后您改过这条内容，因此不采用网页的新文字。想重新跟随网页，请在内容的历史中恢复导入时的文字。',
  'The page is gone from the site. Its entry stays, because you changed it.':
    '网页已从网站上消失。您改过对应的内容，因此予以保留。',
  'The file is no longer kept. Choose it again.': '文件已不再保留。请重新选择。',
  'Kaki itself failed on this one. Try it again, or tell whoever looks after Kaki.':
    'Kaki 处理这一项时出错。请重试，或告诉负责 Kaki 的人。',
  'Reading it stopped the program several times, so it is left out.': '读取它时程序多次中断，因此已略过。',
  'The import was undone before this was read.': '读取之前，这次导入已撤销。',
  'Another file of this run has the same name. Rename one of them.':
    '这次导入中有同名文件。请改其中一个的名字。',
  'This address leads into a private network. Only pages that everybody can see can be added.':
    '这个网址指向内部网络。只能添加所有人都能看到的网页。',
  'This is no address of a web page. Copy it from the browser, for example https://www.example.sg/delivery.':
    '这不是网页的网址。请从浏览器复制，例如 https://www.example.sg/delivery。',
  'Only addresses that begin with http:// or https:// can be read.':
    '只能读取以 http:// 或 https:// 开头的网址。',
  'The address has a password in it, so it is not read. Only pages that everybody can see can be added.':
    '网址里有密码，因此不读取。只能添加所有人都能看到的网页。',
  'There are no web pages at this port. Check how the address is written.':
    '这个端口没有网页。请检查网址是否写对。',
  'This address leads from one page to the next and never to a text.': '这个网址不断跳转，始终没有内容。',
  'The page comes in a form that can not be read.': '网页的格式无法读取。',
  'The page is larger than 5 MB. Save its text in a file and import that.':
    '网页超过 5 MB。请把文字存成文件再导入。',
  'The site does not show this page to programs, or only to who signs in.':
    '该网站不让程序读取这一页，或需要登录才能看。',
  'The site took longer than 15 seconds to answer.': '该网站超过 15 秒没有回应。',
  'There is no such site. Check how the address is written.': '没有这个网站。请检查网址是否写对。',
  'The certificate of the site is not valid, so it is not read.': '该网站的证书无效，因此不读取。',
  'Kaki itself failed on this address. It is looked at again as often as you chose.':
    'Kaki 自己出错，没能查看这个网址。会按您选择的频率再查看。',
  'The site could not be reached.': '无法连接该网站。',
  'The site asks programs not to read this page (robots.txt). Ask whoever looks after the site to allow Kaki.':
    '该网站要求程序不要读取这一页（robots.txt）。请让负责网站的人允许 Kaki 读取。',
  'The site’s robots.txt could not be read, so the page was not read either.':
    '无法读取该网站的 robots.txt，因此也没有读取网页。',
  'There is no page at this address.': '这个网址没有网页。',
  'The page is gone from the site. Its entry stays until it was gone three times in a row.':
    '网页已从网站上消失。连续三次都找不到之后，才会移走对应的内容。',
  'The page was gone three times in a row, so its entry is in the bin.':
    '网页连续三次都找不到，对应的内容已放进回收站。',
  'You deleted its entry, so the page is left out.': '您删除了对应的内容，因此略过这一页。',
  'This is a sitemap, not a page. Add it as an address of its own.':
    '这是网站地图，不是网页。请另外添加它的网址。',
  'The sitemap names no pages of this site.': '网站地图里没有这个网站的网页。',
  'There is no sitemap at this address any more.': '这个网址已没有网站地图。',
  'There is no sitemap at this address. It is often called /sitemap.xml.':
    '这个网址没有网站地图。通常叫作 /sitemap.xml。',
  'The sitemap names more than 500 pages: the first 500 are read.':
    '网站地图列出超过 500 页：只读取前 500 页。',
};

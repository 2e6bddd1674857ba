// The widget as a visitor opens it in Chromium, and a picture for them to send.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Opens the page with the widget on it. @param complaints gets errors of the page and breaches of its policy. */
export async function openWidgetPage(
  browser: Browser,
  url: string,
  { complaints, ...options }: BrowserContextOptions & { readonly complaints: string[] },
): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-SG', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  await page.goto(url);
  await showWidget(page);
  return page;
}

/** Opens the chat where it is still behind its button. */
export async function showWidget(page: Page): Promise<void> {
  const box = page.getByRole('textbox');
  const launcher = page.getByRole('button', { name: /open chat/i });
  await box.or(launcher).first().waitFor();
  if (!(await box.isVisible())) await launcher.click();
}

/** A picture as large as a phone's, made by the browser itself. */
export async function drawPicture(browser: Browser, html: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.setContent(html);
  const bytes = await page.screenshot();
  await page.close();
  return bytes;
}

// The logo and the icons, drawn for this form: 24 by 24, one stroke.
import { html, trustedHtml, type View } from './html.ts';

const LOGO =
  '<path fill="#f2b84b" d="M29 20h7a8 8 0 0 1 8 8v5a8 8 0 0 1-3 6.2V45l-6.4-4H29a8 8 0 0 1-8-8v-5a8 8 0 0 1 8-8z"/>' +
  '<path fill="#0b7a75" d="M12 4h14a9 9 0 0 1 9 9v6a9 9 0 0 1-9 9h-8.2L10 33.5v-6A9 9 0 0 1 3 19v-6a9 9 0 0 1 9-9z"/>' +
  '<g fill="#fff"><circle cx="13" cy="16" r="2"/><circle cx="19" cy="16" r="2"/><circle cx="25" cy="16" r="2"/></g>';

export const LOGO_FILE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">${LOGO}</svg>`;

export function logo(): View {
  return html`<svg class="logo" viewBox="0 0 48 48" aria-hidden="true" ...${trustedHtml(LOGO)} />`;
}

const PATHS = {
  home: '<path d="M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z"/>',
  conversations: '<path d="M4 5h16v11h-9l-4 4v-4H4z"/><path d="M8 9h8M8 12h5"/>',
  questions:
    '<circle cx="12" cy="12" r="8.5"/><path d="M9.7 9.6a2.4 2.4 0 1 1 3.5 2.1c-.8.5-1.2.9-1.2 1.8"/><path d="M12 16.6v.1"/>',
  answers: '<path d="M4 5h16v11h-9l-4 4v-4H4z"/><path d="M8.500 10.500l2.500 2.500 4.500-4.500"/>',
  file: '<path d="M18.500 11.500l-6.700 6.700a4.200 4.200 0 0 1-6-6l7.200-7.200a2.800 2.800 0 0 1 4 4l-7 7a1.400 1.400 0 0 1-2-2l6-6"/>',
  knowledge:
    '<path d="M12 6.5C10 5 7 4.5 4 5v13c3-.5 6 0 8 1.500 2-1.500 5-2 8-1.500V5c-3-.5-6 0-8 1.500z"/><path d="M12 6.500v13"/>',
  try: '<path d="M12 3.500l1.700 4.800 4.800 1.700-4.800 1.700L12 16.500l-1.700-4.800L5.500 10l4.800-1.700z"/><path d="M18 15.500l.8 2.200 2.200.8-2.200.8-.8 2.200-.8-2.200-2.200-.8 2.200-.8z"/>',
  channels:
    '<circle cx="12" cy="12" r="2.500"/><path d="M7.400 7.400a6.500 6.500 0 0 0 0 9.200M16.600 7.400a6.500 6.500 0 0 1 0 9.200M4.600 4.600a10.500 10.500 0 0 0 0 14.800M19.400 4.600a10.500 10.500 0 0 1 0 14.800"/>',
  settings:
    '<path d="M4 7.500h8M18 7.500h2M4 16.500h2M12 16.500h8"/><circle cx="15" cy="7.500" r="2.500"/><circle cx="9" cy="16.500" r="2.500"/>',
  leave: '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
  back: '<path d="M14.500 6l-6 6 6 6"/>',
  check: '<path d="M5 12.500l4.500 4.500L19 7.500"/>',
  checks: '<path d="M2.500 12.500l4.500 4.500L16.500 7.500M11.500 17L21.500 7.500"/>',
  clock: '<circle cx="12" cy="12" r="8"/><path d="M12 7.500V12l3 2"/>',
  warning: '<path d="M12 4.500l8.500 15h-17z"/><path d="M12 10v4.500M12 17v.1"/>',
  add: '<path d="M12 5v14M5 12h14"/>',
  search: '<circle cx="11" cy="11" r="6"/><path d="M15.500 15.500L20 20"/>',
  remove: '<path d="M5 7.5h14M9.5 7V4.5h5V7M7 7.500l.8 12h8.400l.8-12M10.300 11v5.500M13.700 11v5.500"/>',
  pin: '<path d="M9 4h6l-.8 6 3.300 3.500h-11L9.800 10z"/><path d="M12 13.500V20"/>',
  upload: '<path d="M12 15.500V4.500M7.500 9L12 4.500 16.500 9M4.500 15v4.500h15V15"/>',
  note: '<path d="M5 4h14v10l-5 6H5z"/><path d="M14 20v-6h5"/>',
} as const;

export type Icon = keyof typeof PATHS;

export function icon(name: Icon): View {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" ...${trustedHtml(PATHS[name])} />`;
}

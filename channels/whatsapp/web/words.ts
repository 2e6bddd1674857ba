// What the owner reads about a paired phone: what happened, and what to do next.
/** Its account, as every process names it. */
export const ACCOUNT = {
  channel: 'whatsapp',
  key: 'whatsapp-web',
  title: 'WhatsApp, paired phone',
} as const;

export const DETAILS = {
  noChromium:
    'No Chromium or Chrome was found. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH to it, and restart.',
  scan: 'On the phone open WhatsApp, Settings, Linked devices, Link a device, and scan this code.',
  syncing: 'WhatsApp is loading its messages.',
  conflict: 'WhatsApp Web was opened elsewhere with this phone. Press Restart here when you are done there.',
  blocked:
    'WhatsApp does not let this number in any more. Open WhatsApp on the phone: it says why. Then press Restart.',
  loggedOut: 'The phone unlinked this device. A new code to scan is on its way.',
  deaf: 'WhatsApp Web stopped telling what happens, and is being restarted. Nothing is lost.',
  offline: 'WhatsApp can’t be reached from this machine. It is tried again by itself.',
  failed: 'WhatsApp Web ended unexpectedly, and is being restarted. Nothing is lost.',
  enough:
    'WhatsApp Web failed too often, so it is not tried any more. Check the phone and the internet, then press Restart in the form.',
  elsewhere: 'Another process of Kaki’s has this phone. It is taken over when that one ends.',
  noWorker:
    'No worker has told of this phone yet. Start one: Kaki with ROLE=worker on the same database. What you write to its customers waits until then.',
  silentWorker:
    'The worker that has this phone tells nothing any more. Start it again (Kaki with ROLE=worker) and look at what it prints. What customers write meanwhile is fetched then, and what you write to them waits.',
  onPhone: 'This file is on the phone alone. Look at it there.',
  notYet: 'The worker that has the phone has not read this file yet. Try again in a minute.',
  limit: 'As many messages were sent today as are allowed; the rest follows after midnight.',
} as const;

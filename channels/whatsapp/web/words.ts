// What the owner reads about a paired phone: what happened, and what to do next.
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
  limit: 'As many messages were sent today as are allowed; the rest follows after midnight.',
} as const;

// The form's one script: every page works without it, and better with it.
import { startBulk } from './bulk.ts';
import { startImport } from './import.ts';
import { startLive } from './live.ts';
import { startPreview } from './preview.ts';
import { startRescue } from './rescue.ts';
import { startSwaps } from './swap.ts';
import { showTimes } from './times.ts';
import { startTyping } from './typing.ts';

// Swaps first: what they take over is not sent by the browser, and not off the page.
startSwaps();
startRescue();
startTyping();
startBulk();
startImport();
startPreview();
startLive();
showTimes(document);
setInterval(() => showTimes(document), 30_000);

// "Saved" and "deleted" belong to one visit: reloading the page doesn't say it again.
const address = new URL(location.href);
const NEWS =
  'saved deleted restored dismissed password signed draft kept approved rejected reopened decided restarted unlinked done count deletion watched stopped checked redone brought drafted undrafted moved home how pinned unpinned replayed refused';
for (const name of NEWS.split(' ')) address.searchParams.delete(name);
if (address.href !== location.href) history.replaceState(null, '', address);

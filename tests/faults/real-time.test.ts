// What nothing but the real clock can prove, side by side: each of them alone would hold a worker of the suite for as long
// as it does nothing but wait.
import './turn-deadline.ts';
import './whatsapp-cloud-outage.ts';

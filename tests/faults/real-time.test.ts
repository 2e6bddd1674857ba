// What nothing but the real clock can prove, side by side: each of them alone would hold a worker of the suite for as long
// as it does nothing but wait. The longest first.
import './whatsapp-cloud-outage.ts';
import './attempts.ts';
import './turn-deadline.ts';

// Which addresses of the web may be read: nobody may reach into the private network through us.
import ipaddr from 'ipaddr.js';
import { InvalidInput } from '../../src/model/errors.ts';

export const LONGEST_ADDRESS_CHARS = 2_000;
// Where no pages are, but mail, remote shells and databases, which would take a request for their own language.
const FOREIGN_PORTS = new Set([
  1433, 1521, 2049, 2375, 3306, 3389, 5060, 5061, 5432, 5672, 5900, 6000, 6379, 6667, 9042, 9200, 11211,
  27017,
]);
// What the internet routes of IPv6; mapped, translated and tunnelled IPv4 lies outside, or is told by its range.
const ROUTED_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** By an allow list: what is not plainly a public host is refused. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(ROUTED_IPV6);
}

/** What an owner typed; without a scheme it is https. @throws InvalidInput */
export function readAddress(typed: string): URL {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (text === '' || text.length > LONGEST_ADDRESS_CHARS || /\s/.test(text) || !URL.canParse(withScheme))
    throw new InvalidInput(
      'address_malformed',
      'This is no address of a web page. Copy it from the browser, for example https://www.example.sg/delivery.',
    );
  const url = new URL(withScheme);
  url.hash = '';
  checkUrl(url);
  if (!url.hostname.includes('.') && !url.hostname.startsWith('[')) throw privateAddress();
  return url;
}

/** Before anything is looked up. @throws InvalidInput */
export function checkUrl(url: URL): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new InvalidInput(
      'address_scheme',
      'Only addresses that begin with http:// or https:// can be read.',
    );
  const port = Number(url.port);
  if (FOREIGN_PORTS.has(port) || (port > 0 && port < 1_024 && port !== 80 && port !== 443))
    throw new InvalidInput(
      'address_port',
      'There are no web pages at this port. Check how the address is written.',
    );
  if (url.username || url.password)
    throw new InvalidInput(
      'address_password',
      'The address has a password in it, so it is not read. Only pages that everybody can see can be added.',
    );
}

/** Of `url`, where it is an address by numbers; URL has turned decimal, octal and hexadecimal ones into plain ones. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : undefined;
}

export function privateAddress(): InvalidInput {
  return new InvalidInput(
    'address_private',
    'This address leads into a private network. Only pages that everybody can see can be added.',
  );
}

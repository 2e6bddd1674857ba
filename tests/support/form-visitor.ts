// A visitor of the owners' form without JavaScript: keeps cookies, reads pages, sends their forms.
import { OWNER } from './form-server.ts';

export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly text: string;
}

export interface Send {
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the token of the page last seen; undefined leaves the field out. */
  readonly csrf?: string | undefined;
}

/** Values by field name; several for boxes that are ticked. */
type Sent = Readonly<Record<string, string | File | readonly string[]>>;

export class Visitor {
  readonly cookies = new Map<string, string>();
  private token = '';
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** The form token of the page last seen. */
  get csrf(): string {
    return this.token;
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const answer = await this.request(path, { headers: { Accept: 'text/html', ...headers } });
    this.token = /name="csrf" value="([^"]+)"/.exec(answer.text)?.[1] ?? this.token;
    return answer;
  }

  post(path: string, fields: Sent = {}, send: Send = {}): Promise<Answer> {
    const csrf = 'csrf' in send ? send.csrf : this.token;
    // The token first, as on our pages: files are kept while they arrive, and not before.
    const all = Object.entries({ ...(csrf === undefined ? {} : { csrf }), ...fields });
    const isMultipart = all.some(([, value]) => typeof value === 'object' && !Array.isArray(value));
    const body = isMultipart ? new FormData() : new URLSearchParams();
    for (const [name, values] of all) for (const value of [values].flat()) body.append(name, value as string);
    return this.request(path, { method: 'POST', body, headers: { Accept: 'text/html', ...send.headers } });
  }

  async signIn(password: string = OWNER.password, email: string = OWNER.email): Promise<Answer> {
    await this.get('/admin/sign-in');
    return this.post('/admin/sign-in', { email, password });
  }

  private async request(path: string, init: RequestInit): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { Cookie: cookie } : {}) };
    const response = await fetch(new URL(path, this.url), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return {
      status: response.status,
      location: response.headers.get('location'),
      headers: response.headers,
      text: await response.text(),
    };
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

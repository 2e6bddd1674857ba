import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { VARIABLES } from '../../src/variables.ts';

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).faults;
  }
}

const FAULTY = {
  ROLE: 'phone',
  PORT: '80 80',
  PUBLIC_URL: 'chat.example.sg',
  APP_SECRET: 'too short',
  OWNER_EMAIL: 'owner',
  OWNER_PASSWORD: 'short',
  LOG_LEVEL: 'loud',
  TRUST_PROXY: 'yes',
  DATABASE_URL: 'mysql://localhost/kaki',
  BUSINESS_NAME: 'x'.repeat(81),
  BUSINESS_HOURS: 'always',
  BUSINESS_TIMEZONE: 'Singapore Time',
  BUSINESS_LANGUAGES: 'en,fr',
  OPENAI_BASE_URL: 'ftp://models.example',
  AZURE_OPENAI_ENDPOINT: 'my-resource',
  WEBCHAT_ORIGINS: 'https://shop.example.sg/path',
  WEBCHAT_SECRET: 'short',
  BURST_QUIET_MS: '1.5',
  BURST_MAX_MS: '-1',
  CONFIDENCE_THRESHOLD: '50%',
};

describe('the configuration', () => {
  it('is complete with nothing set', () => {
    expect(readConfig({})).toMatchObject({
      server: {
        role: 'all',
        host: '0.0.0.0',
        port: 3000,
        publicUrl: undefined,
        dataDir: './data',
        logLevel: 'info',
        trustProxy: false,
      },
      storage: { databaseUrl: undefined },
      business: {
        name: 'Kopi & Kind',
        hours: { text: 'Mon-Fri 09:00-18:00', timezone: 'Asia/Singapore' },
        languages: ['en', 'zh', 'ms', 'ta'],
      },
      model: { kind: 'none' },
      webchat: { origins: [], secret: undefined },
      behaviour: { burstQuietMs: 1500, burstMaxMs: 8000, confidenceThreshold: 0.5 },
    });
  });

  it('reports every fault at once: one line each, with the name and an example', () => {
    const faults = faultsOf({ ...FAULTY, AZURE_OPENAI_API_KEY: 'key' });
    expect(faults.map((fault) => fault.split(' ')[0]).toSorted()).toEqual(Object.keys(FAULTY).toSorted());
    for (const fault of faults) expect(fault).toMatch(/^[A-Z_]+ must .*, for example \S/);
  });

  it('tells the faults as a list that a person can work through', () => {
    expect(() => readConfig({ PORT: 'x', TRUST_PROXY: '1' })).toThrow(
      [
        'The configuration has 2 faults:',
        '  PORT must be a whole number, for example 3000',
        '  TRUST_PROXY must be on or off, for example TRUST_PROXY=on',
      ].join('\n'),
    );
  });

  it('never repeats a faulty secret', () => {
    const secrets = { APP_SECRET: 'hunter-app', OWNER_PASSWORD: 'hunter-pw', WEBCHAT_SECRET: 'hunter-web' };
    expect(faultsOf(secrets)).toHaveLength(3);
    expect(faultsOf(secrets).join()).not.toContain('hunter');
  });

  it.each([
    ['PORT', '65536'],
    ['BURST_QUIET_MS', '30001'],
    ['BURST_MAX_MS', '60001'],
    ['CONFIDENCE_THRESHOLD', '1.01'],
    ['CONFIDENCE_THRESHOLD', '-0.1'],
    ['BUSINESS_LANGUAGES', 'en,,zh'],
    ['WEBCHAT_ORIGINS', 'https://*.example.sg'],
    ['BUSINESS_HOURS', 'Mon-Fri 18:00-09:00'],
    ['BUSINESS_TIMEZONE', '+08:00'],
    ['DATABASE_URL', 'postgresql://'],
    ['LOCAL_EMBEDDING_MODEL', 'multilingual-e5-small'],
    ['LOCAL_EMBEDDING_MODEL', '../multilingual-e5-small'],
  ])('refuses %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(`^${name} must `)]);
  });

  it('wants a reranker’s address and model together; a server of one’s own may ask for no key', () => {
    const url = 'http://localhost:8000/rerank';
    expect(faultsOf({ RERANK_URL: url })).toEqual([expect.stringMatching(/^RERANK_MODEL must be set when/)]);
    expect(faultsOf({ RERANK_MODEL: 'm' })).toEqual([expect.stringMatching(/^RERANK_URL must be set when/)]);
    const { reranker } = readConfig({ RERANK_URL: url, RERANK_MODEL: 'm' });
    expect(reranker).toEqual({ url, apiKey: undefined, model: 'm' });
  });

  it('takes an empty value as unset, and forgives spaces around one', () => {
    const empty = Object.fromEntries(VARIABLES.map((name) => [name, '  ']));
    expect(readConfig(empty)).toEqual(readConfig({}));
    expect(readConfig({ PORT: ' 8080 ' }).server.port).toBe(8080);
  });

  it('leaves the rest of the environment alone', () => {
    expect(readConfig({ PATH: '/bin', PORTS: 'x' })).toEqual(readConfig({}));
  });

  it('cannot be changed by anyone, at any depth', () => {
    const config = readConfig({});
    expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.business.hours.week[1] ?? {}, { 0: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.webchat.origins, { 0: '*' })).toThrow(TypeError);
  });

  it('drops the slash at the end of addresses', () => {
    const config = readConfig({
      PUBLIC_URL: 'https://chat.example.sg/',
      WEBCHAT_ORIGINS: 'https://shop.example.sg/, *',
    });
    expect(config.server.publicUrl).toBe('https://chat.example.sg');
    expect(config.webchat.origins).toEqual(['https://shop.example.sg', '*']);
  });
});

describe('the role', () => {
  const DATABASE_URL = 'postgresql://kaki@localhost/kaki';

  it('is one of three, on a database that several processes can have', () => {
    const worker = readConfig({ ROLE: 'worker', DATABASE_URL, WHATSAPP_WEB: 'on' });
    expect(worker.server.role).toBe('worker');
    expect(readConfig({ ROLE: 'web', DATABASE_URL }).server.role).toBe('web');
  });

  it.each(['web', 'worker'])('%s needs a PostgreSQL', (ROLE) => {
    expect(faultsOf({ ROLE, WHATSAPP_WEB: 'on' })).toEqual([
      expect.stringMatching(`^DATABASE_URL must be set when ROLE is ${ROLE}.*, for example postgresql://`),
    ]);
  });

  it.each([{}, { WHATSAPP_WEB: 'off' }])('worker needs a phone to host: %j', (given) => {
    expect(faultsOf({ ROLE: 'worker', DATABASE_URL, ...given })).toEqual([
      expect.stringMatching(/^WHATSAPP_WEB must be on when ROLE is worker.*, for example WHATSAPP_WEB=on$/),
    ]);
  });
});

describe('the language model', () => {
  it('is OpenAI itself where there is a key, embeddings included', () => {
    expect(readConfig({ OPENAI_API_KEY: 'k' }).model).toEqual({
      kind: 'openai',
      apiKey: 'k',
      baseUrl: 'https://api.openai.com/v1',
      model: 'gpt-4.1-mini',
      embeddingModel: 'text-embedding-3-small',
      transcriptionModel: 'gpt-4o-mini-transcribe',
    });
  });

  it('is a local server without a key, and without embeddings until one is named', () => {
    const local = { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_MODEL: 'qwen3' };
    expect(readConfig(local).model).toMatchObject({ kind: 'openai', model: 'qwen3', embeddingModel: '' });
    expect(readConfig({ ...local, OPENAI_EMBEDDING_MODEL: 'bge-m3' }).model).toMatchObject({
      embeddingModel: 'bge-m3',
    });
  });

  it('is Azure where its endpoint and key are set, whatever OpenAI key there is', () => {
    const azure = { AZURE_OPENAI_ENDPOINT: 'https://r.openai.azure.com', AZURE_OPENAI_API_KEY: 'k' };
    expect(readConfig({ ...azure, OPENAI_API_KEY: 'other' }).model).toMatchObject({
      kind: 'azure',
      apiKey: 'k',
      baseUrl: 'https://r.openai.azure.com',
    });
  });

  it('asks for the key of an Azure endpoint', () => {
    expect(faultsOf({ AZURE_OPENAI_ENDPOINT: 'https://r.openai.azure.com' })).toEqual([
      expect.stringMatching(/^AZURE_OPENAI_API_KEY must be set when/),
    ]);
  });
});

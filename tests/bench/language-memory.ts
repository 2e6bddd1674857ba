// In a process of its own: how much memory the reading of languages takes, in bytes. Needs --expose-gc.

// Whatever reads TypeScript is there already.
await import('../../src/model/language.ts');
globalThis.gc?.();
const before = process.memoryUsage().rss;
const { identifyLanguage } = await import('../../src/agent/language.ts');
const begun = performance.now();
identifyLanguage('can deliver to Bedok tomorrow or not?');
const firstMs = performance.now() - begun;
globalThis.gc?.();
console.log(JSON.stringify({ bytes: process.memoryUsage().rss - before, firstMs }));

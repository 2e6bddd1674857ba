// Our source files as the architecture's rules see them: what each imports, exports, reads and asks of the database.
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** As written: './a.ts', 'node:fs', 'koa'. */
  readonly specifier: string;
  /** The path from the repository's root, where the specifier is relative. */
  readonly target: string | undefined;
  /** Erased at run time. `import { type A }` is not: the module is loaded all the same. */
  readonly typeOnly: boolean;
}

export interface Module {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** Has statements, and every one of them re-exports. */
  readonly isBarrel: boolean;
  /** The environment is read in any way but `readConfig(process.env)`. */
  readonly readsEnvironment: boolean;
  readonly passesEnvironment: boolean;
  /** Calls `.query(…)` or holds a statement's text. */
  readonly hasSql: boolean;
}

/** A text file of ours, whatever its language. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export function readSourceFiles(...patterns: readonly string[]): readonly SourceFile[] {
  return globSync(patterns, { cwd: ROOT })
    .map((path) => ({ path, text: readFileSync(posix.join(ROOT, path), 'utf8') }))
    .sort((a, b) => a.path.localeCompare(b.path));
}

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const SQL =
  /^\s*(select\s[\s\S]*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\()/;

export function parseModule({ path, text }: SourceFile): Module {
  const program = parseAst(text, { lang: 'ts', sourceType: 'module' }) as unknown as Node;
  const nodes = [...walk(program)];
  const passing = new Set(nodes.filter((node) => isCallOf(node, 'readConfig')).flatMap(children));
  const statements = program.body as readonly Node[];
  return {
    path,
    imports: nodes.flatMap((node) => importOf(node, path)),
    hasDefaultExport: nodes.some((node) => node.type === 'ExportDefaultDeclaration'),
    isBarrel: statements.length > 0 && statements.every(isReExport),
    readsEnvironment: nodes.some((node) => isEnvironment(node) && !passing.has(node)),
    passesEnvironment: nodes.some((node) => isEnvironment(node) && passing.has(node)),
    hasSql: nodes.some((node) => isQuery(node) || SQL.test(textOf(node))),
  };
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of children(node)) yield* walk(child);
}

function children(node: Node): readonly Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function importOf(node: Node, path: string): readonly Import[] {
  const source = node.source as { readonly value?: unknown } | null | undefined;
  const specifier = source?.value;
  if (!IMPORTING.has(node.type) || typeof specifier !== 'string') return [];
  const typeOnly = node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type';
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
  return [{ specifier, target, typeOnly }];
}

function isReExport(statement: Node): boolean {
  return (
    statement.type === 'ExportAllDeclaration' ||
    (statement.type === 'ExportNamedDeclaration' && Boolean(statement.source))
  );
}

function nameOf(node: unknown): string {
  const named = (node ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  return String(named.name ?? named.value ?? '');
}

function isCallOf(node: Node, name: string): boolean {
  return node.type === 'CallExpression' && nameOf(node.callee) === name;
}

// process.env, process['env'], const { env } = process, import … from 'node:process'.
function isEnvironment(node: Node): boolean {
  if (node.type === 'MemberExpression')
    return nameOf(node.object) === 'process' && nameOf(node.property) === 'env';
  if (node.type === 'VariableDeclarator') return nameOf(node.init) === 'process';
  return node.type === 'ImportDeclaration' && /^(node:)?process$/.test(nameOf(node.source));
}

function isQuery(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = node.callee as Node;
  return callee.type === 'MemberExpression' && nameOf(callee.property) === 'query';
}

function textOf(node: Node): string {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral')
    return (node.quasis as readonly { readonly value: { readonly raw: string } }[])
      .map((quasi) => quasi.value.raw)
      .join('$');
  return '';
}

import ts from 'typescript';

/** One place where a source file names another module. */
export interface Import {
  /** As written: `./x.ts`, `node:fs`, `commander`. */
  readonly target: string;
  /** `type`: gone after compilation; `lazy`: an `import()` inside a function; `eager`: loaded with the file. */
  readonly when: 'type' | 'lazy' | 'eager';
}

export interface SourceFile {
  readonly imports: readonly Import[];
  /** Names of ambient things used that depend on machine, moment or locale, as `Date.now`, once each. */
  readonly ambient: readonly string[];
  /** Line ends. */
  readonly lines: number;
}

/** `object.member` pairs that read the machine, the moment or the locale; `*`: any member. */
const AMBIENT: ReadonlyMap<string, readonly string[]> = new Map([
  ['console', ['*']],
  ['process', ['*']],
  ['Date', ['now']],
  ['Math', ['random']],
  ['performance', ['now', 'timeOrigin']],
  ['crypto', ['*']],
]);
/** Methods of any value that answer in the machine's language. */
const LOCAL_METHODS: ReadonlySet<string> = new Set([
  'localeCompare',
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
  'toLocaleLowerCase',
  'toLocaleUpperCase',
]);

/** What the architecture rules look at in one file, found in its syntax tree: text in comments and strings is none. */
export function readSource(text: string): SourceFile {
  const imports: Import[] = [];
  const ambient = new Set<string>();
  const visit = (node: ts.Node, inFunction: boolean): void => {
    const found = importOf(node, inFunction);
    if (found !== null) imports.push(found);
    const name = ambientOf(node);
    if (name !== null) ambient.add(name);
    const inner = inFunction || ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true), false);
  return { imports, ambient: [...ambient], lines: text.split('\n').length - 1 };
}

function importOf(node: ts.Node, inFunction: boolean): Import | null {
  if (ts.isImportDeclaration(node)) {
    // `import { type A }` keeps the import at run time; only `import type` does not.
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { target: literal(node.moduleSpecifier), when: typeOnly ? 'type' : 'eager' };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { target: literal(node.moduleSpecifier), when: node.isTypeOnly ? 'type' : 'eager' };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { target: literal(node.argument.literal), when: 'type' };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { target: literal(node.arguments[0]), when: inFunction ? 'lazy' : 'eager' };
  }
  return null;
}

/** The text of a string; a computed module name cannot be checked and is shown as it is, which no rule allows. */
function literal(node: ts.Node | undefined): string {
  if (node === undefined) return '';
  return ts.isStringLiteralLike(node) ? node.text : node.getText();
}

function ambientOf(node: ts.Node): string | null {
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'Date') {
    const moment = ts.isCallExpression(node) || (node.arguments ?? []).length === 0;
    return moment ? 'new Date()' : null;
  }
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return null;
  const member = ts.isPropertyAccessExpression(node) ? node.name.text : literal(node.argumentExpression);
  if (LOCAL_METHODS.has(member)) return `.${member}`;
  const object = node.expression.getText().replace(/^globalThis\??\./, '');
  const members = AMBIENT.get(object) ?? [];
  return members.includes('*') || members.includes(member) ? `${object}.${member}` : null;
}

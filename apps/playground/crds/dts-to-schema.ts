/**
 * Turns the type declarations of @kubernetes-models into structural schemas as a CustomResourceDefinition holds them.
 * The declarations carry fields, types, enums, required fields, documentation and the oneOf groups (written there as
 * intersections with unions of "exactly this one is set"); all else comes from the overlays.
 */
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript59';

export interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema;
  enum?: (string | number)[];
  oneOf?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
  not?: Schema;
  [keyword: string]: unknown;
}

/** Numbers of the Istio API that are floating point; every other number is an integer in the CRDs. */
const doubles = new Set([
  'randomSamplingPercentage',
  'aggression',
  'minimumPercent',
  'percent.value',
  'percentage.value',
  'mirrorPercentage.value',
]);

interface Declaration {
  node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration;
  file: string;
}

/**
 * @param file path of a `.d.ts`
 * @param name interface or type alias in it
 * @returns the schema of the type, every reference inlined
 */
export function schemaOfDeclaration(file: string, name: string): Schema {
  const declaration = findDeclaration(file, name);
  if (!declaration) throw new Error(`${file} declares no ${name}`);
  return convertDeclaration(declaration, '', '');
}

const sources = new Map<string, ts.SourceFile>();

function sourceFile(file: string): ts.SourceFile {
  const known = sources.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  sources.set(file, source);
  return source;
}

/** Looks in the file itself, then behind its export aliases and imports. */
function findDeclaration(file: string, name: string): Declaration | undefined {
  const source = sourceFile(file);
  const local = localName(source, name);
  for (const statement of source.statements) {
    if ((ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name.text === local)
      return { node: statement, file };
  }
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    const imported = bindings.elements.find((element) => element.name.text === name);
    const target = imported ? resolveImport(file, statement.moduleSpecifier.text) : undefined;
    if (imported && target) return findDeclaration(target, (imported.propertyName ?? imported.name).text);
  }
  return undefined;
}

/** The declaration file behind an import of the package itself or of a sibling package (the types of apimachinery). */
function resolveImport(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return path.resolve(path.dirname(file), specifier.replace(/\.js$/, '.d.ts'));
  const sibling = /^@kubernetes-models\/(apimachinery\/.+)$/.exec(specifier)?.[1];
  const scope = path.join('@kubernetes-models', path.sep);
  const real = realpathSync(file);
  return sibling ? path.join(real.slice(0, real.lastIndexOf(scope) + scope.length), `${sibling}.d.ts`) : undefined;
}

function localName(source: ts.SourceFile, name: string): string {
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
    const alias = statement.exportClause.elements.find((element) => element.name.text === name);
    if (alias?.propertyName) return alias.propertyName.text;
  }
  return name;
}

function convertDeclaration({ node, file }: Declaration, field: string, parent: string): Schema {
  if (ts.isTypeAliasDeclaration(node)) return convert(node.type, file, field, parent);
  const schema = convertMembers(node.members, file, field);
  const description = documentation(node);
  if (description) schema.description = description;
  for (const clause of node.heritageClauses ?? []) {
    for (const base of clause.types) {
      const declaration = ts.isIdentifier(base.expression) ? findDeclaration(file, base.expression.text) : undefined;
      if (!declaration) continue;
      const inherited = convertDeclaration(declaration, field, parent);
      schema.properties = { ...inherited.properties, ...schema.properties };
      const required = [...(inherited.required ?? []), ...(schema.required ?? [])];
      if (required.length > 0) schema.required = required;
      if (inherited.properties) delete schema['x-kubernetes-preserve-unknown-fields'];
    }
  }
  return schema;
}

function convert(type: ts.TypeNode, file: string, field: string, parent: string): Schema {
  if (type.kind === ts.SyntaxKind.StringKeyword) return { type: 'string' };
  if (type.kind === ts.SyntaxKind.BooleanKeyword) return { type: 'boolean' };
  if (type.kind === ts.SyntaxKind.NumberKeyword)
    return { type: doubles.has(field) || doubles.has(`${parent}.${field}`) ? 'number' : 'integer' };
  if (ts.isParenthesizedTypeNode(type)) return convert(type.type, file, field, parent);
  if (ts.isLiteralTypeNode(type)) return literal(type);
  if (ts.isTypeLiteralNode(type)) return convertMembers(type.members, file, field);
  if (ts.isArrayTypeNode(type)) return { type: 'array', items: convert(type.elementType, file, field, parent) };
  if (ts.isIntersectionTypeNode(type)) return convertIntersection(type, file, field, parent);
  if (ts.isUnionTypeNode(type)) return convertUnion(type, file, field, parent);
  if (ts.isTypeReferenceNode(type)) return convertReference(type, file, field, parent);
  return { 'x-kubernetes-preserve-unknown-fields': true };
}

function literal(type: ts.LiteralTypeNode): Schema {
  if (ts.isStringLiteral(type.literal)) return { type: 'string', enum: [type.literal.text] };
  if (ts.isNumericLiteral(type.literal)) return { type: 'integer', enum: [Number(type.literal.text)] };
  return {};
}

function convertReference(type: ts.TypeReferenceNode, file: string, field: string, parent: string): Schema {
  const name = type.typeName.getText();
  const argument = type.typeArguments?.[0];
  if (name === 'Array' && argument) return { type: 'array', items: convert(argument, file, field, parent) };
  if (name === 'Record') {
    const value = type.typeArguments?.[1];
    return { type: 'object', additionalProperties: value ? convert(value, file, field, parent) : {} };
  }
  if (/IntOrString$/.test(name)) return { 'x-kubernetes-int-or-string': true };
  const declaration = findDeclaration(file, name);
  return declaration ? convertDeclaration(declaration, field, parent) : { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
}

function convertUnion(type: ts.UnionTypeNode, file: string, field: string, parent: string): Schema {
  const members = type.types.map((member) => convert(member, file, field, parent)).filter((member) => Object.keys(member).length > 0);
  const [first] = members;
  if (!first) return {};
  if (members.every((member) => member.enum)) return { type: first.type ?? 'string', enum: members.flatMap((member) => member.enum ?? []) };
  if (members.some((member) => member.type === 'integer') && members.some((member) => member.type === 'string'))
    return { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true };
  return first;
}

/** `A & (Exclude<A, …> | {x: …} | {y: …})` says: of A's optional fields at most one of x, y is set. */
function convertIntersection(type: ts.IntersectionTypeNode, file: string, field: string, parent: string): Schema {
  const [base, ...constraints] = type.types;
  if (!base) return {};
  const schema = convert(base, file, field, parent);
  const groups = constraints.map((constraint) => oneOfGroup(constraint, schema)).filter((group) => group !== undefined);
  if (groups.length === 1) schema.oneOf = groups[0];
  if (groups.length > 1) schema.allOf = groups.map((group) => ({ oneOf: group }));
  return schema;
}

function oneOfGroup(type: ts.TypeNode, base: Schema): Schema[] | undefined {
  const inner = ts.isParenthesizedTypeNode(type) ? type.type : type;
  if (!ts.isUnionTypeNode(inner)) return undefined;
  const alternatives = inner.types
    .filter(ts.isTypeLiteralNode)
    .map((member) => ({ required: requiredMembers(member).filter((name) => !base.required?.includes(name)) }));
  if (alternatives.length < 2 || alternatives.some((alternative) => alternative.required.length === 0)) return undefined;
  return alternatives.length < inner.types.length ? [{ not: { anyOf: alternatives } }, ...alternatives] : alternatives;
}

function requiredMembers(type: ts.TypeLiteralNode): string[] {
  return type.members
    .filter(ts.isPropertySignature)
    .filter((member) => !member.questionToken)
    .map(memberName);
}

function memberName(member: ts.PropertySignature): string {
  return ts.isStringLiteral(member.name) || ts.isIdentifier(member.name) ? member.name.text : member.name.getText();
}

function convertMembers(members: ts.NodeArray<ts.TypeElement>, file: string, parent: string): Schema {
  const schema: Schema = { type: 'object' };
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) schema.additionalProperties = convert(member.type, file, parent, parent);
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = memberName(member);
    const description = documentation(member);
    properties[name] = { ...convert(member.type, file, name, parent), ...(description ? { description } : {}) };
    if (!member.questionToken) required.push(name);
  }
  if (Object.keys(properties).length > 0) schema.properties = properties;
  else if (!schema.additionalProperties) schema['x-kubernetes-preserve-unknown-fields'] = true;
  if (required.length > 0) schema.required = required;
  return schema;
}

function documentation(node: ts.PropertySignature | ts.InterfaceDeclaration): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
    .join('\n')
    .trim();
}

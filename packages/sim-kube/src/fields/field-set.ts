import { isObject } from '../json.ts';
import type { JsonObject } from '../types.ts';

/**
 * A set of field paths, as structured-merge-diff has it (sigs.k8s.io/structured-merge-diff/v6/fieldpath). Path elements are
 * written as in FieldsV1: `f:name` a field, `k:{…}` an element of a list-map, `v:…` a value of a set, `i:3` an index.
 */
export class FieldSet {
  private readonly nodes: Map<string, FieldNode>;

  constructor(nodes: Map<string, FieldNode> = new Map()) {
    this.nodes = nodes;
  }

  static fromPaths(paths: Iterable<readonly string[]>): FieldSet {
    const set = new FieldSet();
    for (const path of paths) set.insert(path);
    return set;
  }

  insert(path: readonly string[]): void {
    const [first, ...rest] = path;
    if (first === undefined) return;
    let node = this.nodes.get(first);
    if (!node) {
      node = { member: false, children: new FieldSet() };
      this.nodes.set(first, node);
    }
    if (rest.length === 0) node.member = true;
    else node.children.insert(rest);
  }

  hasMember(element: string): boolean {
    return this.nodes.get(element)?.member === true;
  }

  /** The paths below one element. */
  below(element: string): FieldSet {
    return this.nodes.get(element)?.children ?? empty;
  }

  get isEmpty(): boolean {
    for (const node of this.nodes.values()) if (node.member || !node.children.isEmpty) return false;
    return true;
  }

  union(other: FieldSet): FieldSet {
    return this.combine(other, (a, b) => a || b);
  }

  difference(other: FieldSet): FieldSet {
    return this.combine(other, (a, b) => a && !b);
  }

  intersection(other: FieldSet): FieldSet {
    return this.combine(other, (a, b) => a && b);
  }

  /** Like `difference`, and a member of `other` also takes away everything below it. */
  recursiveDifference(other: FieldSet): FieldSet {
    const result = new Map<string, FieldNode>();
    for (const [element, node] of this.nodes) {
      if (other.hasMember(element)) continue;
      put(result, element, node.member, node.children.recursiveDifference(other.below(element)));
    }
    return new FieldSet(result);
  }

  equals(other: FieldSet): boolean {
    return this.difference(other).isEmpty && other.difference(this).isEmpty;
  }

  /** Every member path, in a stable order. */
  paths(prefix: readonly string[] = []): string[][] {
    const found: string[][] = [];
    for (const [element, node] of this.sorted()) {
      if (node.member) found.push([...prefix, element]);
      found.push(...node.children.paths([...prefix, element]));
    }
    return found;
  }

  /** Adds every element on the way to a member for which `isNamedField` says yes, so that removal takes whole structs. */
  withNamedFields(isNamedField: (path: readonly string[]) => boolean, prefix: readonly string[] = []): FieldSet {
    const result = new Map<string, FieldNode>();
    for (const [element, node] of this.nodes) {
      const path = [...prefix, element];
      const member = node.member || (!node.children.isEmpty && isNamedField(path));
      put(result, element, member, node.children.withNamedFields(isNamedField, path));
    }
    return new FieldSet(result);
  }

  toFieldsV1(): JsonObject {
    const fields: JsonObject = {};
    for (const [element, node] of this.sorted()) {
      const below = node.children.toFieldsV1();
      fields[element] = node.member && Object.keys(below).length > 0 ? { '.': {}, ...below } : below;
    }
    return fields;
  }

  static fromFieldsV1(fields: unknown): FieldSet {
    const nodes = new Map<string, FieldNode>();
    if (!isObject(fields)) return new FieldSet(nodes);
    for (const [element, below] of Object.entries(fields)) {
      if (element === '.') continue;
      const children = FieldSet.fromFieldsV1(below);
      const member = isObject(below) && ('.' in below || Object.keys(below).length === 0);
      nodes.set(element, { member, children });
    }
    return new FieldSet(nodes);
  }

  private combine(other: FieldSet, rule: (mine: boolean, theirs: boolean) => boolean): FieldSet {
    const result = new Map<string, FieldNode>();
    for (const element of new Set([...this.nodes.keys(), ...other.nodes.keys()])) {
      const mine = this.nodes.get(element);
      const theirs = other.nodes.get(element);
      const children = (mine?.children ?? empty).combine(theirs?.children ?? empty, rule);
      put(result, element, rule(mine?.member === true, theirs?.member === true), children);
    }
    return new FieldSet(result);
  }

  private sorted(): [string, FieldNode][] {
    return [...this.nodes.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

interface FieldNode {
  member: boolean;
  children: FieldSet;
}

const empty = new FieldSet();

function put(nodes: Map<string, FieldNode>, element: string, member: boolean, children: FieldSet): void {
  if (member || !children.isEmpty) nodes.set(element, { member, children });
}

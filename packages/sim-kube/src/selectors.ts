import { labelKeyErrors, labelValueErrors } from './names.ts';
import { badRequest, type KubeStatusError } from './status.ts';
import type { KubeObject } from './types.ts';

export type LabelMatcher = (labels: Record<string, string> | undefined) => boolean;

interface Requirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt';
  values: string[];
}

/** The label selector of a query string, as `k8s.io/apimachinery/pkg/labels` parses it; throws BadRequest with its words. */
export function parseLabelSelector(text: string | undefined): LabelMatcher {
  if (!text) return () => true;
  const requirements = new LabelParser(text).parse();
  return (labels) => requirements.every((requirement) => meets(labels ?? {}, requirement));
}

function meets(labels: Record<string, string>, { key, operator, values }: Requirement): boolean {
  const value = labels[key];
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      const [have, bound] = [BigInt(value), BigInt(values[0] ?? '0')];
      return operator === 'gt' ? have > bound : have < bound;
    }
  }
}

const symbols = new Set(['(', ')', ',', '!', '=', '==', '!=', '>', '<']);

class LabelParser {
  private readonly tokens: string[];
  private position = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token === '' && requirements.length === 0) return requirements;
      if (token !== '!' && symbols.has(token)) throw badRequest(`found '${token}', expected: !, identifier, or 'end of string'`);
      if (token === '') throw badRequest(`found '', expected: identifier after ','`);
      requirements.push(this.requirement());
      const next = this.next();
      if (next === '') return requirements;
      if (next !== ',') throw badRequest(`found '${next}', expected: ',' or 'end of string'`);
      const after = this.peek();
      if (after !== '!' && (after === '' || symbols.has(after))) throw badRequest(`found '${after}', expected: identifier after ','`);
    }
  }

  private requirement(): Requirement {
    if (this.peek() === '!') {
      this.next();
      return checked({ key: this.next(), operator: 'absent', values: [] });
    }
    const key = this.next();
    const following = this.peek();
    if (following === '' || following === ',') return checked({ key, operator: 'exists', values: [] });
    const operator = this.next();
    switch (operator) {
      case 'in':
      case 'notin':
        return checked({ key, operator, values: this.valueSet() });
      case '=':
      case '==':
        return checked({ key, operator: 'in', values: [this.value()] });
      case '!=':
        return checked({ key, operator: 'notin', values: [this.value()] });
      case '>':
        return checked({ key, operator: 'gt', values: [this.value()] });
      case '<':
        return checked({ key, operator: 'lt', values: [this.value()] });
      default:
        throw unparsable(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  private valueSet(): string[] {
    const open = this.next();
    if (open !== '(') throw unparsable(`found '${open}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.next();
      if (token === ')') return values.length ? values : [''];
      if (token === ',') {
        if (values.length === 0 || this.peek() === ')' || this.peek() === ',') values.push('');
        continue;
      }
      if (token === '' || symbols.has(token)) throw unparsable(`found '${token}', expected: ',', ')' or identifier`);
      values.push(token);
    }
  }

  private value(): string {
    const token = this.peek();
    if (token === '' || token === ',') return '';
    if (symbols.has(token)) throw unparsable(`found '${token}', expected: identifier`);
    return this.next();
  }

  private peek(): string {
    return this.tokens[this.position] ?? '';
  }

  private next(): string {
    return this.tokens[this.position++] ?? '';
  }
}

function tokenize(text: string): string[] {
  return text.match(/==|!=|[(),!=<>]|[^\s(),!=<>]+/g) ?? [];
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const keyError = labelKeyErrors(key)[0];
  if (keyError) throw unparsable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${keyError}`);
  values.forEach((value, index) => {
    if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(value))
      throw unparsable(`values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
    const valueError = labelValueErrors(value)[0];
    if (valueError) throw unparsable(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${valueError}`);
  });
  return requirement;
}

function unparsable(why: string): KubeStatusError {
  return badRequest(`unable to parse requirement: ${why}`);
}

export interface FieldRequirement {
  field: string;
  equals: boolean;
  value: string;
}

/** The field selector of a query string (`k8s.io/apimachinery/pkg/fields`): terms `path=value`, `==` or `!=`, joined by commas. */
export function parseFieldSelector(text: string | undefined): FieldRequirement[] {
  if (!text) return [];
  return splitTerms(text)
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^([^=!]*)(!=|==|=)([\s\S]*)$/.exec(term);
      if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
      return { field: match[1] ?? '', equals: match[2] !== '!=', value: (match[3] ?? '').replace(/\\([\\,=])/g, '$1') };
    });
}

function splitTerms(text: string): string[] {
  return text.split(/(?<!\\),/);
}

/** Reads the value that a field selector compares; `undefined` when the resource does not support the field. */
export type FieldReader = (object: KubeObject, field: string) => string | undefined;

export function matchesFields(object: KubeObject, requirements: readonly FieldRequirement[], read: FieldReader): boolean {
  return requirements.every(({ field, equals, value }) => (read(object, field) === value) === equals);
}

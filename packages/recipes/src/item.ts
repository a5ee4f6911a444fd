/** Something to say about a form or a change: a stable code, where, and the values its text needs. Texts: `describe`. */
export interface Item<Code extends string = string> {
  code: Code;
  /** Path in the form (`weights[1].weight`) or in the object (`spec.http[0]`), by the code's kind. */
  path: string;
  values: Readonly<Record<string, string | number>>;
}

export function item<Code extends string>(code: Code, path: string, values: Item['values'] = {}): Item<Code> {
  return { code, path, values };
}

/** How a condition compares, as Istio's StringMatch spells it; `present`: the field only has to be there. */
export const operators = ['exact', 'prefix', 'regex', 'present'] as const;
export type Operator = (typeof operators)[number];

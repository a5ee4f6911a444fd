import { type HttpRule, type ObjectRef, sameRef } from '@pidalio/istio';

/** Where a rule is written: a delegate's stands in the delegate, which is then the object to edit (D7). */
export function placeOf(rule: HttpRule): { ref: ObjectRef; ruleIndex: number } {
  const index = /^spec\.http\[(\d+)\]/.exec(rule.path)?.[1];
  return { ref: rule.ref, ruleIndex: index === undefined ? rule.index : Number(index) };
}

export function isAt(rule: HttpRule, ref: ObjectRef, ruleIndex: number): boolean {
  const place = placeOf(rule);
  return sameRef(place.ref, ref) && place.ruleIndex === ruleIndex;
}

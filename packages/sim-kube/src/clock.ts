/** The two things that make a server differ from run to run; both can be given. */
export interface Environment {
  now: () => number;
  /** In [0, 1). */
  random: () => number;
}

/** RFC 3339 in whole seconds, as `metav1.Time` prints it. */
export function timestamp(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
}

export function uuid(random: () => number): string {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(Math.floor(random() * 4))}${hex(3)}-${hex(12)}`;
}

/** Without vowels and look-alikes, as k8s.io/apimachinery/pkg/util/rand has it. */
const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

export function randomSuffix(random: () => number, length = 5): string {
  return Array.from({ length }, () => suffixAlphabet.charAt(Math.floor(random() * suffixAlphabet.length))).join('');
}

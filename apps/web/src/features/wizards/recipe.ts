import {
  balance,
  type CanaryForm,
  type Change,
  type FaultForm,
  type FormError,
  locateInCanary,
  locateInFault,
  locateInMirror,
  type MirrorForm,
  type Reading,
  readCanary,
  readFault,
  readMirror,
  type SteeringInput,
  type SummaryItem,
  summarizeCanary,
  summarizeFault,
  summarizeMirror,
  validateCanary,
  validateFault,
  validateMirror,
  writeCanary,
  writeFault,
  writeMirror,
} from '@pidalio/recipes';

/** What a wizard needs of a recipe: both directions, what is wrong with a form, and what a change means. */
export interface Recipe<Form> {
  kind: 'canary' | 'mirror' | 'fault';
  read(input: SteeringInput, ruleIndex?: number): Reading<Form>;
  write(form: Form, input: SteeringInput): Change[];
  validate(form: Form, input: SteeringInput): FormError[];
  summarize(before: Form, after: Form, service: string): SummaryItem[];
  /** Form field that a field of the written object comes from. */
  locate(field: string, form: Form): string | null;
  /** Errors the objects can still be written with, because they only mean "not yet". */
  isExpressible(error: FormError): boolean;
  /** Fills in what a link asks for (`v2:40`); an unknown wish changes nothing. */
  prefill(form: Form, wish: string): Form;
  /** 0..1 of the rule's requests that go elsewhere, are copied or are hit; an upper bound where conditions narrow it. */
  touchedShare(before: Form, after: Form): number;
  /** Index of the shaped rule in the written object. */
  shapedRule(form: Form): number;
  /** Whether a stored value still has the shape of the form. */
  isForm(value: unknown): value is Form;
}

export const canaryRecipe: Recipe<CanaryForm> = {
  kind: 'canary',
  read: readCanary,
  write: writeCanary,
  validate: validateCanary,
  summarize: summarizeCanary,
  locate: locateInCanary,
  isExpressible: (error) => error.code === 'weights-sum',
  prefill: prefillWeight,
  touchedShare: movedShare,
  shapedRule: (form) => form.rules.length,
  isForm: (value): value is CanaryForm => has(value, 'weights', 'rules', 'routeName', 'ruleIndex'),
};

export const mirrorRecipe: Recipe<MirrorForm> = {
  kind: 'mirror',
  read: readMirror,
  write: writeMirror,
  validate: validateMirror,
  summarize: summarizeMirror,
  locate: locateInMirror,
  prefill: (form) => form,
  touchedShare: (_, after) => (after.percent ?? 0) / 100,
  isExpressible: () => false,
  shapedRule: (form) => form.ruleIndex ?? 0,
  isForm: (value): value is MirrorForm => has(value, 'to', 'percent', 'routeName', 'ruleIndex'),
};

export const faultRecipe: Recipe<FaultForm> = {
  kind: 'fault',
  read: readFault,
  write: writeFault,
  validate: validateFault,
  summarize: summarizeFault,
  locate: locateInFault,
  prefill: (form) => form,
  touchedShare: (_, { delay, abort }) => Math.max(delay.on ? (delay.percent ?? 0) : 0, abort.on ? (abort.percent ?? 0) : 0) / 100,
  isExpressible: () => false,
  // A copy in front takes the place of the rule it was made from.
  shapedRule: (form) => form.ruleIndex ?? 0,
  isForm: (value): value is FaultForm => has(value, 'delay', 'abort', 'blocks', 'scope', 'ruleIndex'),
};

function has(value: unknown, ...keys: string[]): boolean {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}

function prefillWeight(form: CanaryForm, wish: string): CanaryForm {
  const [, subset, percent] = /^(.+):(\d{1,3})$/.exec(wish) ?? [];
  const index = form.weights.findIndex((row) => row.subset === subset);
  return index < 0 ? form : { ...form, weights: balance(form.weights, index, Number(percent)) };
}

function movedShare(before: CanaryForm, after: CanaryForm): number {
  // Without a rule Kubernetes picked any version: all of it may move.
  if (after.ruleIndex === null) return 1;
  const was = (row: CanaryForm['weights'][number]) =>
    before.weights.find(({ origin, subset, host }) => origin === row.origin && subset === row.subset && host === row.host)?.weightPercent ??
    0;
  return after.weights.reduce((sum, row) => sum + Math.max(0, (row.weightPercent ?? 0) - was(row)), 0) / 100;
}

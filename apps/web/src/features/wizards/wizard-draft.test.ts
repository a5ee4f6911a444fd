import type { CanaryForm, SteeringInput } from '@pidalio/recipes';
import { describe, expect, test } from 'vitest';
import { canaryRecipe } from './recipe.ts';
import { documentsOf, formErrors, mergeTheirs, type OpenedObject, openDraft, operationsOf, withText } from './wizard-draft.ts';

const yaml = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: default
spec:
  hosts:
    - reviews
  http:
    - name: canary
      timeout: 3s
      route:
        - destination:
            host: reviews
            subset: v1
          weight: 90
        - destination:
            host: reviews
            subset: v2
          weight: 10
`;
const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };
const opened: OpenedObject[] = [{ ref, yaml, seen: '41' }];

function inputFor(governing: typeof ref | null): SteeringInput {
  return {
    service: { namespace: 'default', name: 'reviews', host: 'reviews.default.svc.cluster.local' },
    versions: ['v1', 'v2', 'v3'].map((version) => ({ version, labels: { version } })),
    objects: [],
    vantage: { via: 'mesh', host: 'reviews', governing },
  };
}
const input = inputFor(ref);

function open() {
  const { draft } = openDraft(canaryRecipe, input, opened, null);
  if (!draft.form) throw new Error('the form cannot show it');
  return { ...draft, form: draft.form };
}

function withWeights(form: CanaryForm, v1: number | null, v2: number): CanaryForm {
  const weights = new Map<string, number | null>([
    ['v1', v1],
    ['v2', v2],
  ]);
  return {
    ...form,
    weights: form.weights.map((row) => ({ ...row, weightPercent: weights.has(row.subset) ? (weights.get(row.subset) ?? null) : 0 })),
  };
}

describe('a draft', () => {
  test('has nothing to write as it opens', () => {
    expect(operationsOf(documentsOf(canaryRecipe, open(), input))).toEqual([]);
  });

  test('writes an update of the version that was seen, subsets first', () => {
    const draft = open();
    const operations = operationsOf(documentsOf(canaryRecipe, { ...draft, form: withWeights(draft.form, 70, 30) }, input));
    expect(operations.map((operation) => [operation.action, operation.action === 'update' ? operation.seen : null])).toEqual([
      ['create', null],
      ['update', '41'],
    ]);
  });

  test('follows an edit of the text, and keeps its comment through the next change of the form', () => {
    const draft = open();
    const documents = documentsOf(canaryRecipe, draft, input);
    const edited = withText(
      canaryRecipe,
      draft,
      input,
      documents,
      documents[0]!.key,
      yaml.replace('weight: 90', 'weight: 60 # step two').replace('weight: 10', 'weight: 40'),
    );
    expect(edited.draft.form?.weights.map(({ weightPercent }) => weightPercent)).toEqual([60, 40, 0]);
    const form = withWeights(edited.draft.form!, 55, 45);
    expect(documentsOf(canaryRecipe, { ...edited.draft, form }, input)[0]?.text).toContain('weight: 55 # step two');
  });

  test('shows the last whole state while a field is no number, and the numbers themselves while only the sum is wrong', () => {
    const draft = open();
    const broken = { ...draft, form: withWeights(draft.form, null, 30), whole: withWeights(draft.form, 70, 30) };
    expect(formErrors(canaryRecipe, broken, input).map(({ code }) => code)).toEqual(['weight-not-whole']);
    expect(documentsOf(canaryRecipe, broken, input)[0]?.text).toContain('weight: 70');
    const wrongSum = { ...draft, form: withWeights(draft.form, 75, 30) };
    expect(documentsOf(canaryRecipe, wrongSum, input)[0]?.text).toContain('weight: 75');
  });

  test('creates both objects where no rule governs', () => {
    const free = inputFor(null);
    const { draft } = openDraft(canaryRecipe, free, [], null);
    const documents = documentsOf(canaryRecipe, draft, free);
    expect(documents.map((document) => [document.ref.kind, document.opened])).toEqual([
      ['VirtualService', null],
      ['DestinationRule', null],
    ]);
  });
});

describe('laying a draft over what others changed', () => {
  test('takes their other fields and names the clashes', () => {
    const draft = open();
    const documents = documentsOf(canaryRecipe, { ...draft, form: withWeights(draft.form, 70, 30) }, input);
    const theirs = yaml.replace('timeout: 3s', 'timeout: 5s').replace('weight: 90', 'weight: 80');
    const { texts, conflicts } = mergeTheirs(documents, [{ ref, yaml: theirs, seen: '42' }]);
    expect(texts['VirtualService/default/reviews']).toContain('timeout: 5s');
    expect(texts['VirtualService/default/reviews']).toContain('weight: 70');
    expect(conflicts).toEqual([
      { key: 'VirtualService/default/reviews', path: 'spec.http[0].route[0].weight', was: 90, theirs: 80, yours: 70 },
    ]);
  });
});

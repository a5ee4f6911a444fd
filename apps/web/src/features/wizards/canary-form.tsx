import type { CanaryForm as Form } from '@pidalio/recipes';
import type { FormProps } from './form-props.ts';
import { FrontRulesPanel } from './front-rules-panel.tsx';
import { WeightsPanel } from './weights-panel.tsx';

export function CanaryForm(props: FormProps<Form>) {
  const { form, onForm } = props;
  return (
    <>
      <WeightsPanel {...props} onRows={(weights) => onForm({ ...form, weights })} />
      <FrontRulesPanel {...props} onRules={(rules) => onForm({ ...form, rules })} />
    </>
  );
}

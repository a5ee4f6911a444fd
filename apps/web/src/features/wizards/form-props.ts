import type { Steering } from '@pidalio/contract';
import type { SteeringInput } from '@pidalio/recipes';
import type { ErrorAt } from './field-errors.ts';

/** What every form of a wizard gets. */
export interface FormProps<Form> {
  form: Form;
  /** As it was opened: "now". */
  before: Form | null;
  input: SteeringInput;
  steering: Steering;
  errorAt: ErrorAt;
  onForm: (form: Form) => void;
}

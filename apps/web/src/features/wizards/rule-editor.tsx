import { type CanaryForm, type FrontRule, newRow, readTargets, type WeightRow } from '@pidalio/recipes';
import { useWords } from '../../lib/words.ts';
import { TextField } from '../../ui/field.tsx';
import { Choice } from './choice.tsx';
import { ConditionsEditor } from './conditions-editor.tsx';
import type { FormProps } from './form-props.ts';
import { factsOf } from './live-figures.ts';
import { PercentInput } from './weight-field.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** One rule in front: name, when it applies, where it goes. */
export function RuleEditor({
  path,
  rule,
  input,
  steering,
  errorAt,
  onRule,
}: FormProps<CanaryForm> & { path: string; rule: FrontRule; onRule: (rule: FrontRule) => void }) {
  const t = useWords(wizardWords);
  return (
    <div className={css.ruleBody}>
      <TextField
        label={t('rules.name')}
        error={errorAt(`${path}.name`)}
        value={rule.name}
        mono
        onChange={(name) => onRule({ ...rule, name })}
      />
      <ConditionsEditor path={`${path}.blocks`} blocks={rule.blocks} errorAt={errorAt} onBlocks={(blocks) => onRule({ ...rule, blocks })} />
      {rule.action === '' ? (
        <Destination {...{ path, rule, input, steering, errorAt, onRule }} />
      ) : (
        <p className="ink-3 t12">{t('rules.keeps', { action: rule.action })}</p>
      )}
    </div>
  );
}

function Destination({
  path,
  rule,
  input,
  steering,
  errorAt,
  onRule,
}: Pick<FormProps<CanaryForm>, 'input' | 'steering' | 'errorAt'> & { path: string; rule: FrontRule; onRule: (rule: FrontRule) => void }) {
  const t = useWords(wizardWords);
  const targets = readTargets(input);
  const [only] = rule.to;
  const isSplit = rule.to.length > 1;
  const setRows = (to: WeightRow[]) => onRule({ ...rule, to });
  const choose = (value: string) => {
    if (value === splitValue)
      return setRows(
        splitRows(
          rule.to,
          targets.map(({ subset }) => subset),
        ),
      );
    setRows(only && !isSplit ? [{ ...only, subset: value }] : [newRow(value, 100)]);
  };
  const sumError = errorAt(`${path}.to`);
  return (
    <div className={css.ruleTo}>
      <Choice
        label={t('rules.goesTo')}
        width={200}
        value={isSplit ? splitValue : (only?.subset ?? '')}
        options={[
          ...(only && only.subset === '' ? [{ value: '', label: t('weights.any') }] : []),
          ...targets.map(({ subset, exists }) => ({ value: subset, label: exists ? subset : `${subset} · ${t('weights.newSubset')}` })),
          { value: splitValue, label: t('rules.split') },
        ]}
        onChange={choose}
      />
      {isSplit &&
        rule.to.map((row, index) => (
          <div key={`${row.origin}${row.subset}`} className="col" style={{ gap: 4 }}>
            <span className="t12 ink-2 medium">{factsOf(row, input, steering).label || t('weights.any')}</span>
            <PercentInput
              label={t('weights.input', { name: row.subset })}
              value={row.weightPercent}
              isInvalid={errorAt(`${path}.to[${index}].weightPercent`) !== undefined}
              onChange={(weightPercent) => setRows(rule.to.map((other, at) => (at === index ? { ...other, weightPercent } : other)))}
            />
          </div>
        ))}
      {sumError && (
        <p className="fail-ink t12" role="alert">
          {sumError}
        </p>
      )}
    </div>
  );
}

const splitValue = '*split';

function splitRows(rows: readonly WeightRow[], subsets: readonly string[]): WeightRow[] {
  const missing = subsets.filter((subset) => !rows.some((row) => row.subset === subset));
  return [...rows, ...missing.map((subset) => newRow(subset, 0))];
}

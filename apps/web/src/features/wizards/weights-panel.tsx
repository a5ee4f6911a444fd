import { balance, type CanaryForm, sumPercent, type WeightRow } from '@pidalio/recipes';
import { IconCheck } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { TextField } from '../../ui/field.tsx';
import { formatPercent } from '../../ui/format.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Rate } from '../../ui/measure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { versionClass } from '../../ui/version.tsx';
import type { FormProps } from './form-props.ts';
import { factsOf, rateOfRule, withSharesOf } from './live-figures.ts';
import { RuleRateNote } from './rule-rate-note.tsx';
import { WeightField } from './weight-field.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Shares of the chosen rule. Dragging keeps the sum; typing does not, so that a number is never changed behind one's back. */
export function WeightsPanel({
  form,
  input,
  steering,
  errorAt,
  onForm,
  onRows,
}: FormProps<CanaryForm> & { onRows: (rows: WeightRow[]) => void }) {
  const t = useWords(wizardWords);
  const ruleRate = rateOfRule(steering, input, form.ruleIndex);
  const rate = ruleRate.perSecond;
  const ownSteering = withSharesOf(steering, input, form.ruleIndex);
  const sumError = errorAt('weights');
  const rest = restOf(form.weights);
  const isAlone = new Set(input.versions.map(({ version }) => version)).size < 2;
  return (
    <Panel title={t('weights.title')} note={<RuleRateNote rate={ruleRate} />}>
      {form.ruleIndex === null && (
        <div style={{ marginBottom: 8 }}>
          <TextField
            label={t('route.name')}
            help={t('route.nameHelp')}
            error={errorAt('routeName')}
            value={form.routeName}
            onChange={(routeName) => onForm({ ...form, routeName })}
            mono
          />
        </div>
      )}
      {form.weights.map((row, index) => {
        const { label, ...facts } = factsOf(row, input, ownSteering, form.weights);
        return (
          <WeightField
            key={`${row.origin}${row.host}${row.subset}`}
            row={row}
            label={label || t('weights.any')}
            facts={facts}
            error={errorAt(`weights[${index}].weightPercent`)}
            onDrag={(weight) => onRows(balance(form.weights, index, weight))}
            onType={(weightPercent) => onRows(form.weights.map((other, at) => (at === index ? { ...other, weightPercent } : other)))}
          />
        );
      })}
      {isAlone && <p className="ink-3">{t('weights.alone')}</p>}
      <div className={css.weightFoot}>
        {sumError ? (
          <span className="row fail-ink" role="alert">
            <HealthGlyph health="failing" size={13} label="" />
            {sumError}
            {rest && (
              <button type="button" className={css.inlineAction} onClick={() => onRows(rest.rows)}>
                {t('weights.rest', { name: factsOf(rest.row, input, steering).label || t('weights.any'), weight: rest.weight })}
              </button>
            )}
          </span>
        ) : (
          sumPercent(form.weights) === 100 && (
            <span className="row ok-ink">
              <IconCheck size={14} /> {t('weights.sum')}
            </span>
          )
        )}
        <span className="spacer" />
        {rate !== null && sumPercent(form.weights) === 100 && (
          <span className="row">
            <span className="ink-3">{t('weights.expect')}</span>
            {form.weights
              .filter(({ weightPercent }) => (weightPercent ?? 0) > 0)
              .map((row) => {
                const { label, versionIndex } = factsOf(row, input, steering);
                return (
                  <span
                    key={`${row.host}${row.subset}${row.origin}`}
                    className={versionClass(versionIndex)}
                    style={{ color: 'var(--ci)' }}
                    title={formatPercent((row.weightPercent ?? 0) / 100)}
                  >
                    {label || t('weights.any')} <Rate value={(rate * (row.weightPercent ?? 0)) / 100} />
                  </span>
                );
              })}
          </span>
        )}
      </div>
    </Panel>
  );
}

/** The offer that makes a wrong sum right: the largest share takes or gives the rest. */
function restOf(rows: readonly WeightRow[]): { rows: WeightRow[]; row: WeightRow; weight: number } | null {
  const missing = 100 - sumPercent(rows);
  const largest = rows.reduce<WeightRow | undefined>(
    (best, row) => ((row.weightPercent ?? 0) > (best?.weightPercent ?? -1) ? row : best),
    undefined,
  );
  if (!largest || missing === 0 || rows.some(({ weightPercent }) => weightPercent === null)) return null;
  const weight = (largest.weightPercent ?? 0) + missing;
  if (weight < 0 || weight > 100) return null;
  return { rows: rows.map((row) => (row === largest ? { ...row, weightPercent: weight } : row)), row: largest, weight };
}

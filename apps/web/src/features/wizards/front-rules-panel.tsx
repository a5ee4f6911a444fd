import { blocksInWords, type CanaryForm, type FrontRule, newFrontRule, readTargets, weightsInWords } from '@pidalio/recipes';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../../lib/words.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Rate } from '../../ui/measure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { VersionSwatch } from '../../ui/version.tsx';
import type { FormProps } from './form-props.ts';
import { factsOf } from './live-figures.ts';
import { RuleEditor } from './rule-editor.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Rules that are tried before the one with the weights, in their order. */
export function FrontRulesPanel(props: FormProps<CanaryForm> & { onRules: (rules: FrontRule[]) => void }) {
  const { form, input, onRules, errorAt } = props;
  const t = useWords(wizardWords);
  const [open, setOpen] = useState<number | null>(null);
  const add = () => {
    const target = readTargets(input).at(-1)?.subset ?? '';
    const names = new Set(form.rules.map(({ name }) => name));
    let name = 'rule';
    for (let number = 2; names.has(name); number++) name = `rule-${number}`;
    onRules([newFrontRule(name, target), ...form.rules]);
    setOpen(0);
  };
  const move = (index: number, to: number) => {
    const rules = [...form.rules];
    const [moved] = rules.splice(index, 1);
    if (moved) rules.splice(to, 0, moved);
    onRules(rules);
    setOpen(open === index ? to : null);
  };
  return (
    <Panel
      title={t('rules.title')}
      note={t('rules.order')}
      actions={
        <Button size="small" icon={<IconPlus size={14} />} onClick={add}>
          {t('rules.add')}
        </Button>
      }
    >
      {form.rules.length === 0 ? (
        <p className="ink-3">{t('rules.none')}</p>
      ) : (
        <ol className={css.rules}>
          {form.rules.map((rule, index) => {
            const isOpen = open === index || errorAt(`rules[${index}].name`) !== undefined;
            return (
              <li key={rule.origin ?? `new-${form.rules.length - index}`} className={css.rule}>
                <div className={css.ruleHead}>
                  <IconButton
                    size="small"
                    look="ghost"
                    label={t('rules.up')}
                    icon={<IconArrowUp size={14} />}
                    cannot={index === 0 ? t('rules.first') : undefined}
                    onClick={() => move(index, index - 1)}
                  />
                  <IconButton
                    size="small"
                    look="ghost"
                    label={t('rules.down')}
                    icon={<IconArrowDown size={14} />}
                    cannot={index === form.rules.length - 1 ? t('rules.last') : undefined}
                    onClick={() => move(index, index + 1)}
                  />
                  <button type="button" className={css.ruleToggle} aria-expanded={isOpen} onClick={() => setOpen(isOpen ? null : index)}>
                    <span className="mono medium">{rule.name || t('rules.unnamed', { n: index + 1 })}</span>
                    <span className="ink-3 truncate">{blocksInWords(rule.blocks) || t('rules.everything')}</span>
                    <span className="spacer" />
                    <RuleTarget rule={rule} {...props} />
                    {isOpen ? <IconChevronDown size={15} /> : <IconChevronRight size={15} />}
                  </button>
                  <IconButton
                    size="small"
                    look="ghost"
                    label={t('rules.remove', { name: rule.name || String(index + 1) })}
                    icon={<IconTrash size={14} />}
                    onClick={() => onRules(form.rules.toSpliced(index, 1))}
                  />
                </div>
                {isOpen && (
                  <RuleEditor
                    {...props}
                    path={`rules[${index}]`}
                    rule={rule}
                    onRule={(next) => onRules(form.rules.map((other, at) => (at === index ? next : other)))}
                  />
                )}
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}

function RuleTarget({ rule, input, steering }: { rule: FrontRule } & FormProps<CanaryForm>) {
  const t = useWords(wizardWords);
  if (rule.action !== '') return <Chip>{rule.action}</Chip>;
  const rate = steering.routes.find((route) => route.via === input.vantage.via && route.routeName === rule.name && rule.name !== '');
  const [only, ...more] = rule.to.filter(({ weightPercent }) => (weightPercent ?? 0) > 0);
  return (
    <>
      {rate && <Rate value={rate.requestsPerSecond} className="ink-2" />}
      {only && more.length === 0 ? (
        <VersionSwatch versionIndex={factsOf(only, input, steering).versionIndex}>
          {factsOf(only, input, steering).label || t('weights.any')}
        </VersionSwatch>
      ) : (
        <span className="nowrap">{weightsInWords(rule.to, input.service.name)}</span>
      )}
    </>
  );
}

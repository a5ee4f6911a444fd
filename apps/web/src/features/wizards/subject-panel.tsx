import type { Steering } from '@pidalio/contract';
import { type RuleChoice, ruleChoices, type SteeringInput } from '@pidalio/recipes';
import { isSameRef, type Ref, type ServiceRef } from '../../lib/paths.ts';
import { type Translate, useWords } from '../../lib/words.ts';
import { Panel } from '../../ui/panel.tsx';
import { Choice } from './choice.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

type WizardTranslate = Translate<keyof typeof wizardWords.en>;

/** What is steered: the service, from where its traffic comes, and by which rule of which object. */
export function SubjectPanel({
  steering,
  services,
  input,
  holders,
  ruleIndex,
  onService,
  onVia,
  onRule,
}: {
  steering: Steering;
  services: readonly ServiceRef[];
  input: SteeringInput;
  /** Objects that hold the rules of this traffic. */
  holders: readonly Ref[];
  /** null while a rule would be made. */
  ruleIndex: number | null;
  onService: (service: ServiceRef) => void;
  onVia: (via: string) => void;
  onRule: (holder: Ref | null, ruleIndex: number) => void;
}) {
  const t = useWords(wizardWords);
  const { governing, via } = input.vantage;
  const listedRules = rulesOf(input, holders);
  const own = { namespace: steering.service.namespace, name: steering.service.name };
  const listed = [own, ...services.filter((service) => service.namespace !== own.namespace || service.name !== own.name)];
  const value = `${own.namespace}/${own.name}`;
  return (
    <Panel>
      <div className={css.subjectFields}>
        <Choice
          searchable
          label={t('subject.service')}
          value={value}
          options={listed.map((service) => ({ value: `${service.namespace}/${service.name}`, label: serviceLabel(service, listed) }))}
          onChange={(next) => {
            const [namespace = '', name = ''] = next.split('/');
            onService({ namespace, name });
          }}
        />
        <Choice
          label={t('subject.via')}
          value={via}
          options={viaOptions(steering, via).map((option) => ({
            value: option,
            label: option === 'mesh' ? t('subject.mesh') : gatewayLabel(option, own.namespace, t),
          }))}
          onChange={onVia}
        />
        {listedRules.length > 0 && (
          <Choice
            label={t('subject.rule')}
            value={`${governing?.namespace}/${governing?.name}#${ruleIndex}`}
            options={listedRules.map(({ value, label, choice }) => ({ value, label: label(t), disabled: !choice.hasRoute }))}
            onChange={(next) => {
              const rule = listedRules.find((candidate) => candidate.value === next);
              if (rule) onRule(rule.holder, rule.choice.ruleIndex);
            }}
          />
        )}
      </div>
      <p className={css.subjectNote}>
        {governing
          ? t(isDelegate(steering, governing) ? 'subject.delegated' : 'subject.opened', {
              kind: governing.kind,
              name: governing.name,
              namespace: governing.namespace,
            })
          : t('subject.none', { name: own.name, namespace: own.namespace })}
      </p>
    </Panel>
  );
}

/** The rules of every holder, in the order they are tried where there is one; a delegate's follow those of the object that governs. */
function rulesOf(input: SteeringInput, holders: readonly Ref[]) {
  const { governing } = input.vantage;
  const all = holders.length > 0 ? holders : governing ? [governing] : [];
  return all.flatMap((holder) => {
    const choices = ruleChoices({ ...input, vantage: { ...input.vantage, governing: holder } });
    return choices.map((choice) => ({
      holder: holders.length > 0 ? holder : null,
      choice,
      value: `${holder.namespace}/${holder.name}#${choice.ruleIndex}`,
      label: (t: WizardTranslate) => `${all.length > 1 ? `${holder.name} · ` : ''}${ruleLabel(choice, choices.length, t)}`,
    }));
  });
}

function isDelegate({ vantages }: Steering, governing: Ref): boolean {
  return !vantages.some((vantage) => vantage.governing && isSameRef(vantage.governing, governing));
}

/** The namespace is said only where two services share a name; the note below names it anyway. */
function serviceLabel({ namespace, name }: ServiceRef, all: readonly ServiceRef[]): string {
  return all.filter((other) => other.name === name).length > 1 ? `${name} (${namespace})` : name;
}

/** The namespace of a gateway is said only where it is another one. */
function gatewayLabel(gateway: string, namespace: string, t: (key: 'subject.gateway', values: { name: string }) => string): string {
  const name = gateway.startsWith(`${namespace}/`) ? gateway.slice(namespace.length + 1) : gateway;
  return name.includes('gateway') ? name : t('subject.gateway', { name });
}

function viaOptions(steering: Steering, via: string): string[] {
  return [...new Set([...steering.vantages.map((vantage) => vantage.via), via])];
}

function ruleLabel(choice: RuleChoice, count: number, t: WizardTranslate): string {
  const name = choice.name || t('subject.unnamed', { n: choice.ruleIndex + 1 });
  if (!choice.hasRoute) return `${name} · ${t('subject.noRoute')}`;
  if (choice.hasFault) return `${name} · ${t('subject.fault')}`;
  return choice.ruleIndex === count - 1 && count > 1 ? `${name} · ${t('subject.last')}` : name;
}

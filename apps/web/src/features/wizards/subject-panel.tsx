import type { Steering } from '@pidalio/contract';
import { type RuleChoice, ruleChoices, type SteeringInput } from '@pidalio/recipes';
import type { ServiceRef } from '../../lib/paths.ts';
import { useWords } from '../../lib/words.ts';
import { Panel } from '../../ui/panel.tsx';
import { Choice } from './choice.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** What is steered: the service, from where its traffic comes, and by which rule of which object. */
export function SubjectPanel({
  steering,
  services,
  input,
  ruleIndex,
  onService,
  onVia,
  onRule,
}: {
  steering: Steering;
  services: readonly ServiceRef[];
  input: SteeringInput;
  /** null while a rule would be made. */
  ruleIndex: number | null;
  onService: (service: ServiceRef) => void;
  onVia: (via: string) => void;
  onRule: (ruleIndex: number) => void;
}) {
  const t = useWords(wizardWords);
  const { governing, via } = input.vantage;
  const choices = ruleChoices(input);
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
        {ruleIndex !== null && choices.length > 0 && (
          <Choice
            label={t('subject.rule')}
            value={String(ruleIndex)}
            options={choices.map((choice) => ({
              value: String(choice.ruleIndex),
              label: ruleLabel(choice, choices.length, t),
              disabled: !choice.hasRoute,
            }))}
            onChange={(next) => onRule(Number(next))}
          />
        )}
      </div>
      <p className={css.subjectNote}>
        {governing
          ? t('subject.opened', { kind: governing.kind, name: governing.name, namespace: governing.namespace })
          : t('subject.none', { name: own.name, namespace: own.namespace })}
      </p>
    </Panel>
  );
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

function ruleLabel(
  choice: RuleChoice,
  count: number,
  t: (key: keyof typeof wizardWords.en, values?: Record<string, string | number>) => string,
): string {
  const name = choice.name || t('subject.unnamed', { n: choice.ruleIndex + 1 });
  if (!choice.hasRoute) return `${name} · ${t('subject.noRoute')}`;
  if (choice.hasFault) return `${name} · ${t('subject.fault')}`;
  return choice.ruleIndex === count - 1 && count > 1 ? `${name} · ${t('subject.last')}` : name;
}

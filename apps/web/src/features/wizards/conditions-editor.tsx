import { type Condition, type ConditionKind, conditionKinds, type MatchBlock, type Operator, operators } from '@pidalio/recipes';
import { IconX } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { HealthGlyph } from '../../ui/health.tsx';
import { Choice } from './choice.tsx';
import type { ErrorAt } from './field-errors.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

export const emptyCondition: Condition = { kind: 'header', name: '', op: 'exact', value: '' };

/** Blocks joined by OR, conditions within a block by AND, said so between them. */
export function ConditionsEditor({
  path,
  blocks,
  errorAt,
  onBlocks,
}: {
  path: string;
  blocks: readonly MatchBlock[];
  errorAt: ErrorAt;
  onBlocks: (blocks: MatchBlock[]) => void;
}) {
  const t = useWords(wizardWords);
  const setBlock = (at: number, next: MatchBlock) =>
    onBlocks(
      next.conditions.length === 0 && next.kept.length === 0
        ? blocks.toSpliced(at, 1)
        : blocks.map((block, index) => (index === at ? next : block)),
    );
  const newBlock = { origin: null, conditions: [emptyCondition], kept: [] };
  const listError = errorAt(path);
  return (
    <div className={css.blocks}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place
        <div key={index} className="col" style={{ gap: 6 }}>
          {index > 0 && <span className={css.or}>{t('condition.or')}</span>}
          <Block path={`${path}[${index}]`} block={block} errorAt={errorAt} onBlock={(next) => setBlock(index, next)} />
          <div className="row">
            <button
              type="button"
              className={css.inlineAction}
              onClick={() => setBlock(index, { ...block, conditions: [...block.conditions, emptyCondition] })}
            >
              {t('condition.addAnd')}
            </button>
            {index === blocks.length - 1 && (
              <button type="button" className={css.inlineAction} onClick={() => onBlocks([...blocks, newBlock])}>
                {t('condition.addOr')}
              </button>
            )}
          </div>
        </div>
      ))}
      {blocks.length === 0 && (
        <div className="row">
          <span className="ink-3">{t('rules.everything')}</span>
          <button type="button" className={css.inlineAction} onClick={() => onBlocks([newBlock])}>
            {t('condition.add')}
          </button>
        </div>
      )}
      {listError && <ErrorNote text={listError} />}
    </div>
  );
}

function Block({
  path,
  block,
  errorAt,
  onBlock,
}: {
  path: string;
  block: MatchBlock;
  errorAt: ErrorAt;
  onBlock: (block: MatchBlock) => void;
}) {
  const t = useWords(wizardWords);
  const own = errorAt(path);
  return (
    <>
      {block.conditions.map((condition, index) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
          key={index}
          path={`${path}.conditions[${index}]`}
          condition={condition}
          isFirst={index === 0}
          errorAt={errorAt}
          onCondition={(next) => onBlock({ ...block, conditions: block.conditions.map((other, at) => (at === index ? next : other)) })}
          onRemove={() => onBlock({ ...block, conditions: block.conditions.toSpliced(index, 1) })}
        />
      ))}
      {block.kept.length > 0 && <span className="t12 ink-3">{t('condition.kept', { fields: block.kept.join(', ') })}</span>}
      {own && <ErrorNote text={own} />}
    </>
  );
}

function ConditionRow({
  path,
  condition,
  isFirst,
  errorAt,
  onCondition,
  onRemove,
}: {
  path: string;
  condition: Condition;
  isFirst: boolean;
  errorAt: ErrorAt;
  onCondition: (condition: Condition) => void;
  onRemove: () => void;
}) {
  const t = useWords(wizardWords);
  const isNamed = condition.kind === 'header' || condition.kind === 'cookie' || condition.kind === 'query';
  const nameError = errorAt(`${path}.name`);
  const valueError = errorAt(`${path}.value`);
  const allowed = operators.filter((op) => op !== 'present' || isNamed);
  const setKind = (kind: ConditionKind) => {
    const named = kind === 'header' || kind === 'cookie' || kind === 'query';
    onCondition({
      ...condition,
      kind,
      name: named ? condition.name : '',
      op: named || condition.op !== 'present' ? condition.op : 'exact',
    });
  };
  return (
    <div className="col" style={{ gap: 4 }}>
      <div className={css.condition}>
        <span className={css.and}>{isFirst ? t('condition.if') : t('condition.and')}</span>
        <Choice
          hideLabel
          label={t('condition.kind')}
          width={104}
          value={condition.kind}
          options={conditionKinds.map((kind) => ({ value: kind, label: t(`condition.${kind}`) }))}
          onChange={setKind}
        />
        {isNamed && (
          <TextInput
            mono
            className={css.conditionName}
            aria-label={t('condition.name')}
            placeholder={condition.kind === 'header' ? 'end-user' : t('condition.name')}
            aria-invalid={nameError !== undefined}
            value={condition.name}
            onChange={(name) => onCondition({ ...condition, name })}
          />
        )}
        <Choice<Operator>
          hideLabel
          label={t('condition.operator')}
          width={118}
          value={condition.op}
          options={allowed.map((op) => ({ value: op, label: t(`operator.${op}`) }))}
          onChange={(op) => onCondition({ ...condition, op, value: op === 'present' ? '' : condition.value })}
        />
        {condition.op !== 'present' && (
          <TextInput
            mono
            className={css.conditionValue}
            aria-label={t('condition.value')}
            placeholder={condition.kind === 'uri' ? '/reviews' : ''}
            aria-invalid={valueError !== undefined}
            value={condition.value}
            onChange={(value) => onCondition({ ...condition, value })}
          />
        )}
        {condition.op === 'present' && <span className="spacer" />}
        <IconButton size="small" look="ghost" label={t('condition.remove')} icon={<IconX size={14} />} onClick={onRemove} />
      </div>
      {(nameError ?? valueError) && <ErrorNote text={nameError ?? valueError ?? ''} />}
    </div>
  );
}

function ErrorNote({ text }: { text: string }) {
  return (
    <span className={css.errorNote} role="alert">
      <HealthGlyph health="failing" size={13} label="" />
      {text}
    </span>
  );
}

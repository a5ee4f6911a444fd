import { useWords } from '../../lib/words.ts';
import { Rate } from '../../ui/measure.tsx';
import type { RuleRate } from './live-figures.ts';
import { wizardWords } from './words.ts';

/** What takes the rule now, or why that is not known. */
export function RuleRateNote({ rate }: { rate: RuleRate }) {
  const t = useWords(wizardWords);
  if (rate.unknown) return t(`rate.${rate.unknown}`);
  return (
    <>
      <Rate value={rate.perSecond} /> {t('weights.take')}
    </>
  );
}

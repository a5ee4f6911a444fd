import type { ApplyResult, WantedOperation } from '@pidalio/contract';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { type RefusedField, ReviewPage } from '../../changes/review-page.tsx';
import type { Ref } from '../../lib/paths.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { StepBar } from './step-bar.tsx';
import { wizardWords } from './words.ts';

interface ReviewStepProps {
  operations: readonly WantedOperation[];
  /** The change in words: the headline, then what else it does. */
  sentences: readonly string[];
  reason: string;
  /** What is recorded where nobody types a reason. */
  recordedReason?: string;
  onReason: (reason: string) => void;
  openedYaml: (ref: Ref) => string;
  /** Above the review, e.g. that the cluster moved on. */
  notice?: ReactNode;
  onTakeTheirs: () => void;
  /** With what the API server refuses, so that the form can say it at its fields. */
  onBack: (refused: readonly RefusedField[]) => void;
  onApplied: (result: ApplyResult) => void;
}

/** The shared review under the wizard's header. */
export function ReviewStep({ operations, sentences, recordedReason = '', openedYaml, onBack, ...rest }: ReviewStepProps) {
  const t = useWords(wizardWords);
  const [headline, ...more] = sentences;
  const wanted = useMemo(() => ({ operations: [...operations], reason: recordedReason }), [operations, recordedReason]);
  return (
    <ReviewPage
      {...rest}
      wanted={wanted}
      sentence={headline ?? t('review.byHand')}
      detail={more.length > 0 && more.join(' · ')}
      openedYaml={({ ref }) => openedYaml(ref)}
      bar={(actions, refused) => (
        <StepBar step="review">
          <Button look="ghost" icon={<IconArrowLeft size={15} />} onClick={() => onBack(refused)}>
            {t('back')}
          </Button>
          {actions}
        </StepBar>
      )}
    />
  );
}

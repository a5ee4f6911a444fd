import { IconClipboardText, IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { useWords } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';
import { hostSuggestions } from './host-suggestions.ts';
import { emptyForm, type RequestForm } from './request-form.ts';
import type { Like } from './use-like-request.ts';
import { explainWords } from './words.ts';

/** Before the first request: what this page is for, and one to try. */
export function NoRequest({ like, addressOf, onPaste }: { like: Like; addressOf: (form: RequestForm) => string; onPaste: () => void }) {
  const t = useWords(explainWords);
  const subjects = useQuery(queries.explainSubjects()).data;
  if (like === 'coming') return <SkeletonRows rows={6} />;
  const caller = subjects?.callers.find(({ proxy, readyPods }) => proxy === 'sidecar' && readyPods !== 0);
  const from = caller && `${caller.namespace}/${caller.name}`;
  const url = from && subjects && hostSuggestions(subjects, { from, url: '' })[0];
  return (
    <EmptyState
      icon={<IconZoomQuestion size={26} stroke={1.5} />}
      title={t(like === 'failed' ? 'like.failed' : 'empty.title')}
      actions={
        <>
          <Button icon={<IconClipboardText size={15} />} onClick={onPaste}>
            {t('mode.paste')}
          </Button>
          {from && url && <LinkButton to={addressOf({ ...emptyForm, from, url })}>{t('empty.try')}</LinkButton>}
        </>
      }
    >
      {t('empty.words')}
    </EmptyState>
  );
}

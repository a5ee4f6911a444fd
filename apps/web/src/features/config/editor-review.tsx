import type { WantedChange } from '@pidalio/contract';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { type RefusedField, ReviewPage } from '../../changes/review-page.tsx';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import css from './config.module.css';
import type { Draft } from './draft.ts';
import type { EditorTarget } from './editor-target.ts';
import { kindAddress } from './kind-address.ts';
import type { ParsedText } from './parse-object.ts';
import { configWords } from './words.ts';

interface EditorReviewProps {
  action: 'save' | 'delete';
  target: EditorTarget;
  parsed: ParsedText;
  draft: Draft;
  uid: string | undefined;
  /** With what the API server refuses, for the lines concerned. */
  onBack: (refused: readonly RefusedField[]) => void;
  onTakeTheirs: () => void;
  onApplied: () => void;
}

/** The review of a text from the editor: the shared review, with the editor's own sentence and the way back to the line. */
export function EditorReview({ action, target, parsed, draft, uid, onBack, onTakeTheirs, onApplied }: EditorReviewProps) {
  const t = useWords(configWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const [reason, setReason] = useState('');
  const wanted = useMemo(() => toWanted(action, target, parsed, draft, uid), [action, target, parsed, draft, uid]);
  const bar = (actions: ReactNode, refused: readonly RefusedField[] = []) => (
    <div className={css.reviewBar}>
      <Button look="ghost" icon={<IconArrowLeft size={15} />} onClick={() => onBack(refused)}>
        {t('review.back')}
      </Button>
      <span className="spacer" />
      {actions}
    </div>
  );
  if (!wanted)
    return (
      <>
        {bar(null)}
        <p className={css.reviewNothing}>{t('review.notObject')}</p>
      </>
    );
  const verb = action === 'delete' ? 'review.delete' : target.name === '' ? 'review.create' : 'review.update';
  return (
    <ReviewPage
      wanted={wanted}
      sentence={t(verb, { object: `${parsed.object?.kind ?? target.kind} ${parsed.object?.metadata.name ?? target.name}` })}
      detail={action === 'save' && parsed.comments > 0 && commentsInWords(parsed.comments, t)}
      reason={reason}
      onReason={setReason}
      openedYaml={() => draft.base}
      onTakeTheirs={onTakeTheirs}
      onApplied={({ operations: [operation] }) => {
        onApplied();
        if (action === 'delete') void navigate(scoped(paths.config()));
        else if (target.name === '' && operation)
          void navigate(
            scoped(
              paths.object({
                ...operation.ref,
                kind: kindAddress({ apiVersion: parsed.object?.apiVersion ?? '', kind: operation.ref.kind }),
              }),
            ),
          );
      }}
      bar={bar}
    />
  );
}

function commentsInWords(count: number, t: (key: 'review.comments' | 'review.oneComment', values?: { n: number }) => string): string {
  return count === 1 ? t('review.oneComment') : t('review.comments', { n: count });
}

/** Null where the text is no object. */
function toWanted(
  action: 'save' | 'delete',
  target: EditorTarget,
  { object }: ParsedText,
  draft: Draft,
  uid: string | undefined,
): WantedChange | null {
  if (action === 'delete') {
    const ref = { kind: target.kind, namespace: target.namespace, name: target.name, apiVersion: target.apiVersion };
    return { operations: [{ action: 'delete', ref, seen: draft.seen ?? '', ...(uid ? { uid } : {}) }], reason: '' };
  }
  if (!object) return null;
  const operation = draft.seen === null ? { action: 'create' as const, object } : { action: 'update' as const, object, seen: draft.seen };
  return { operations: [operation], reason: '' };
}

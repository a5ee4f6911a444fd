import type { ExplainRequest, ExplainResult, ExplainStories } from '@pidalio/contract';
import { IconClipboardCheck, IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { problemOf, queries } from '../../api/queries.ts';
import { useExplainDrafts } from '../../lib/explain-drafts.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useLocale, useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { CasesPanel, casesOf } from './cases-panel.tsx';
import css from './explain.module.css';
import { fromRequest, type RequestForm, toRequest } from './request-form.ts';
import { Story } from './story.tsx';
import { VerdictPanel } from './verdict-panel.tsx';
import { WhatIfPanel } from './what-if-panel.tsx';
import { explainWords } from './words.ts';

const none: readonly string[] = [];

/** The request in the address, explained: under the rules as they are, or beside them under a draft. */
export function Explanation({ form, addressOf }: { form: RequestForm; addressOf: (form: RequestForm) => string }) {
  const t = useWords(explainWords);
  const { request, error } = toRequest(form);
  if (!request) {
    const word = ({ from: 'from.missing', url: 'request.wrong', claims: 'claims.wrong' } as const)[error.code];
    return <EmptyState title={t('failed.title')}>{t(word)}</EmptyState>;
  }
  return <Asked request={request} addressOf={addressOf} />;
}

function Asked({ request, addressOf }: { request: ExplainRequest; addressOf: (form: RequestForm) => string }) {
  const t = useWords(explainWords);
  const locale = useLocale();
  const drafts = useExplainDrafts();
  const [rules] = useUrlState('rules', 'now', ['now', 'draft']);
  const query = useQuery(queries.explain(request, rules === 'draft' && drafts ? drafts.yaml : none, locale));
  const result = query.data;
  if (query.isError) {
    const { code, detail, requestId } = problemOf(query.error);
    if (code === 'unknown-caller')
      return <EmptyState title={t('failed.caller')}>{t('failed.callerWords', { name: request.caller.name })}</EmptyState>;
    if (!result || code === 'unreadable-draft')
      return (
        <ErrorState
          title={t(code === 'unreadable-draft' ? 'failed.draft' : 'failed.title')}
          words={detail}
          requestId={requestId}
          onRetry={() => void query.refetch()}
        />
      );
  }
  if (!result) return <SkeletonRows rows={8} />;
  return (
    <div className={css.results} aria-busy={query.isPlaceholderData}>
      {result.draft ? (
        <Beside live={result.live} draft={result.draft} result={result} port={request.port} />
      ) : (
        <Told stories={result.live} caller={result.caller} port={request.port} actions={<Actions testYaml={result.testYaml} />} />
      )}
      <WhatIfPanel whatIfs={result.whatIfs} addressOf={(whatIf) => addressOf(fromRequest(whatIf.request))} />
    </div>
  );
}

function Beside({ live, draft, result, port }: { live: ExplainStories; draft: ExplainStories; result: ExplainResult; port: number }) {
  const t = useWords(explainWords);
  const same = JSON.stringify(live.outcomes) === JSON.stringify(draft.outcomes) && live.routeName === draft.routeName;
  return (
    <>
      {same && (
        <p className="ink-2" role="status">
          {t('story.same')}
        </p>
      )}
      <div className={css.beside}>
        <section className={css.side} aria-label={t('story.now')}>
          <Told stories={live} caller={result.caller} port={port} label={t('story.now')} />
        </section>
        <section className={css.side} aria-label={t('story.draft')}>
          <Told stories={draft} caller={result.caller} port={port} label={t('story.draft')} />
        </section>
      </div>
    </>
  );
}

/** Verdict and way. Where something unknown decides, every case stands beside the others and none is claimed. */
function Told({
  stories,
  caller,
  port,
  actions,
  label,
}: {
  stories: ExplainStories;
  caller: ExplainResult['caller'];
  port: number;
  actions?: ReactNode;
  label?: string;
}) {
  const t = useWords(explainWords);
  const [wanted, setWanted] = useState('');
  const cases = stories.alternatives.length > 0 ? casesOf(stories, t) : [];
  const shown = cases.find(({ key }) => key === wanted) ?? cases[0];
  return (
    <>
      <VerdictPanel verdict={stories.verdict} actions={actions} {...(label ? { label } : {})} />
      {shown && (
        <>
          <CasesPanel cases={cases} shown={shown.key} onShow={setWanted} />
          <h3 className={css.caseHead}>{t('case.path', { title: shown.title })}</h3>
        </>
      )}
      <Story key={shown?.key ?? 'only'} story={shown?.story ?? stories} caller={caller} port={port} />
    </>
  );
}

function Actions({ testYaml }: { testYaml: string }) {
  const t = useWords(explainWords);
  const copy = (text: string) => void navigator.clipboard?.writeText(text).then(() => showToast({ tone: 'done', title: t('copied') }));
  return (
    <>
      <Button icon={<IconClipboardCheck size={15} />} onClick={() => copy(testYaml)}>
        {t('copyTest')}
      </Button>
      <Button icon={<IconLink size={15} />} onClick={() => copy(window.location.href)}>
        {t('copyLink')}
      </Button>
    </>
  );
}

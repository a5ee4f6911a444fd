import { useRouteError } from 'react-router';
import { problemOf } from '../api/queries.ts';
import { useWords } from '../lib/words.ts';
import { PageTitle } from '../ui/page-title.tsx';
import { ErrorState } from '../ui/states.tsx';
import { appWords } from './words.ts';

export function RouteFailed() {
  const t = useWords(appWords);
  const problem = problemOf(useRouteError());
  return (
    <>
      <PageTitle title={t('page.failed')} />
      <ErrorState title={t('page.failed')} words={problem.detail} requestId={problem.requestId} onRetry={() => location.reload()} />
    </>
  );
}

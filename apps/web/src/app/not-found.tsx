import { IconCompassOff } from '@tabler/icons-react';
import { useLocation } from 'react-router';
import { paths } from '../lib/paths.ts';
import { useWords } from '../lib/words.ts';
import { LinkButton } from '../ui/button.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { EmptyState } from '../ui/states.tsx';
import { appWords } from './words.ts';

export function NotFound() {
  const t = useWords(appWords);
  const { pathname } = useLocation();
  return (
    <>
      <PageTitle title={t('notFound.title')} />
      <EmptyState
        icon={<IconCompassOff size={26} stroke={1.5} />}
        title={t('notFound.title')}
        actions={<LinkButton to={paths.topology()}>{t('notFound.home')}</LinkButton>}
      >
        {t('notFound.text', { path: pathname })}
      </EmptyState>
    </>
  );
}

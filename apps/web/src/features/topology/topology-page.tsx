import { useWords } from '../../lib/words.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { topologyWords } from './words.ts';

export function TopologyPage() {
  const t = useWords(topologyWords);
  return <PageTitle title={t('title')} />;
}

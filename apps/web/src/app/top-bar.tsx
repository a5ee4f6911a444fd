import { IconCircleHalf2, IconLanguage, IconPencilOff, IconSearch } from '@tabler/icons-react';
import { useMesh } from '../api/queries.ts';
import { isMac } from '../lib/platform.ts';
import { toggleTheme, useTheme } from '../lib/theme.ts';
import { useWords } from '../lib/words.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Chip, Kbd } from '../ui/chip.tsx';
import { toggleLanguage } from './i18n.ts';
import { NamespacePicker } from './namespace-picker.tsx';
import { RangePicker } from './range-picker.tsx';
import { RefreshControl } from './refresh-control.tsx';
import css from './shell.module.css';
import { appWords } from './words.ts';

export function TopBar({ slotRef, onFind }: { slotRef: (element: HTMLElement | null) => void; onFind: () => void }) {
  const t = useWords(appWords);
  const theme = useTheme();
  return (
    <header className={css.top}>
      <div ref={slotRef} className={css.slot} />
      <span className="spacer" />
      <WritesNotice />
      <NamespacePicker />
      <RangePicker />
      <RefreshControl />
      <Button className={css.find} icon={<IconSearch size={15} />} onClick={onFind} aria-label={t('find')}>
        <span className={css.findText}>{t('find')}</span>
        <Kbd>{isMac ? '⌘K' : 'Ctrl K'}</Kbd>
      </Button>
      <IconButton
        look="ghost"
        label={theme === 'dark' ? t('theme.toLight') : t('theme.toDark')}
        icon={<IconCircleHalf2 size={17} />}
        onClick={toggleTheme}
      />
      <IconButton look="ghost" label={t('language.toggle')} icon={<IconLanguage size={17} />} onClick={toggleLanguage} />
    </header>
  );
}

/** Said on every page, before anybody shapes a change that could not be applied. */
function WritesNotice() {
  const t = useWords(appWords);
  const writes = useMesh().data?.writes;
  if (!writes || writes.allowed) return null;
  return (
    <Chip
      tone="line"
      icon={<IconPencilOff size={13} />}
      title={t(writes.reason === 'not-loopback' ? 'writes.notLoopback' : 'writes.readOnly')}
    >
      {t('writes.off')}
    </Chip>
  );
}

import { useCallback, useState } from 'react';
import { Outlet, useNavigation } from 'react-router';
import { useWords } from '../lib/words.ts';
import { HatchPattern } from '../ui/hatch.tsx';
import { PageTitleSlot } from '../ui/page-title.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { CommandPalette } from './command-palette.tsx';
import { FaultBanner } from './fault-banner.tsx';
import { Nav } from './nav.tsx';
import css from './shell.module.css';
import { ShortcutHelp } from './shortcut-help.tsx';
import { SourceBanner } from './source-banner.tsx';
import { TopBar } from './top-bar.tsx';
import { useGlobalShortcuts } from './use-global-shortcuts.ts';
import { appWords } from './words.ts';

export function Shell() {
  const t = useWords(appWords);
  const navigation = useNavigation();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const openPalette = useCallback(() => setOpen('palette'), []);
  const openKeys = useCallback(() => setOpen('keys'), []);
  const close = useCallback(() => setOpen(null), []);
  useGlobalShortcuts({ openPalette, openKeys });
  return (
    <PageTitleSlot value={slot}>
      <div className={css.app}>
        <a className={`floating ${css.skip}`} href="#content">
          {t('skip')}
        </a>
        <Nav />
        <div className={css.main}>
          <TopBar slotRef={setSlot} onFind={openPalette} />
          <SourceBanner />
          <FaultBanner />
          <main id="content" className={css.content} tabIndex={-1} aria-busy={navigation.state !== 'idle'}>
            <Outlet />
          </main>
        </div>
      </div>
      {open === 'palette' && <CommandPalette onClose={close} onKeys={openKeys} />}
      {open === 'keys' && <ShortcutHelp onClose={close} />}
      <Toasts />
      <HatchPattern />
    </PageTitleSlot>
  );
}

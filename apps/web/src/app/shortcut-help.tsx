import { Modal, Switch } from '@mantine/core';
import { isMac } from '../lib/platform.ts';
import { setSingleKeys, singleKeys, useActiveShortcuts } from '../lib/shortcuts.ts';
import { useStore } from '../lib/store.ts';
import { useWords } from '../lib/words.ts';
import { Kbd } from '../ui/chip.tsx';
import css from './palette.module.css';
import { appWords } from './words.ts';

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const t = useWords(appWords);
  const on = useStore(singleKeys);
  const shortcuts = useActiveShortcuts();
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} size={420} transitionProps={{ duration: 0 }}>
      <dl className={css.keys}>
        {shortcuts.map((shortcut) => (
          <div key={`${shortcut.keys} ${shortcut.label}`}>
            <dt>{shortcut.label}</dt>
            <dd className="row">
              {shortcut.keys
                .replace('mod+', isMac ? '⌘ ' : 'Ctrl ')
                .split(' ')
                .map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
            </dd>
          </div>
        ))}
      </dl>
      <Switch size="xs" label={t('keys.on')} checked={on} onChange={(event) => setSingleKeys(event.currentTarget.checked)} />
    </Modal>
  );
}

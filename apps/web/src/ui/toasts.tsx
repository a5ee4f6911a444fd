import { IconCircleCheck, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { createStore, useStore } from '../lib/store.ts';
import { useWords } from '../lib/words.ts';
import { Button, IconButton } from './button.tsx';
import { classes } from './classes.ts';
import css from './toasts.module.css';
import { uiWords } from './words.ts';

export interface Toast {
  tone: 'done' | 'failed';
  title: string;
  text?: string;
  /** E.g. revert; closes the toast. */
  action?: { label: string; run(): void };
}

const toasts = createStore<readonly (Toast & { id: number })[]>([]);
let lastId = 0;

/** Says what was done, for 8 s; what failed stays until closed. */
export function showToast(toast: Toast): void {
  lastId += 1;
  const id = lastId;
  toasts.set((previous) => [...previous.slice(-3), { ...toast, id }]);
}

function close(id: number): void {
  toasts.set((previous) => previous.filter((toast) => toast.id !== id));
}

export function Toasts() {
  const list = useStore(toasts);
  return (
    <div className={css.toasts} aria-live="polite">
      {list.map((toast) => (
        <ToastCard key={toast.id} id={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ id, toast }: { id: number; toast: Toast }) {
  const t = useWords(uiWords);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (toast.tone === 'failed' || held) return;
    const timer = setTimeout(() => close(id), 8000);
    return () => clearTimeout(timer);
  }, [toast.tone, held, id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering and focus only hold the toast; nothing is activated
    <div
      role={toast.tone === 'failed' ? 'alert' : 'status'}
      className={classes('floating', css.toast, css[toast.tone])}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.tone === 'done' ? <IconCircleCheck size={18} /> : <IconX size={18} />}
      <div className={css.text}>
        <div className="medium">{toast.title}</div>
        {toast.text && <div className="ink-2">{toast.text}</div>}
      </div>
      {toast.action && (
        <Button
          size="small"
          onClick={() => {
            toast.action?.run();
            close(id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton size="small" look="ghost" label={t('close')} icon={<IconX size={14} />} onClick={() => close(id)} />
    </div>
  );
}

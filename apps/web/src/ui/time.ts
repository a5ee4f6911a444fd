import { useEffect, useState } from 'react';
import { type Translate, useLocale, useWords } from '../lib/words.ts';
import { uiWords } from './words.ts';

type UiTranslate = Translate<keyof typeof uiWords.en>;

/** `14:43` today, `3 Nov 14:43` before. */
export function formatClock(ms: number, nowMs: number, locale: string, seconds = false): string {
  const date = new Date(ms);
  const clock = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) });
  if (date.toDateString() === new Date(nowMs).toDateString()) return clock;
  return `${date.toLocaleDateString(locale === 'zh' ? 'zh-CN' : 'en-GB', { day: 'numeric', month: 'short' })} ${clock}`;
}

/** "6 min ago" under an hour, then the clock, then the date. */
export function formatAgo(ms: number, nowMs: number, t: UiTranslate, locale: string): string {
  const seconds = Math.round((nowMs - ms) / 1000);
  if (seconds < 1) return t('time.now');
  if (seconds < 60) return t('time.secondsAgo', { n: seconds });
  if (seconds < 3600) return t('time.minutesAgo', { n: Math.floor(seconds / 60) });
  return formatClock(ms, nowMs, locale);
}

/** `15 min`, `2 h 14 min`. */
export function formatDuration(seconds: number, t: UiTranslate): string {
  if (seconds < 120 && seconds % 60 !== 0) return t('duration.seconds', { n: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('duration.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return t('duration.days', { n: Math.round(hours / 24) });
  return minutes % 60 === 0 ? t('duration.hours', { h: hours }) : t('duration.hoursMinutes', { h: hours, m: minutes % 60 });
}

/** The wall clock, renewed every `everyMs`. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** `ago(ms)` in the user's language, and durations. */
export function useTimes(everyMs = 1000) {
  const now = useNow(everyMs);
  const t = useWords(uiWords);
  const locale = useLocale();
  return {
    now,
    ago: (ms: number) => formatAgo(ms, now, t, locale),
    clock: (ms: number) => formatClock(ms, now, locale),
    duration: (seconds: number) => formatDuration(seconds, t),
  };
}

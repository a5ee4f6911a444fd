import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readStored, writeStored } from '../lib/stored.ts';
import type { Locale, Words } from '../lib/words.ts';

/** Registers every feature's words. The remembered language wins over the browser's. */
export function startI18n(tables: readonly Words[]): void {
  const bundle = (locale: Locale) => Object.fromEntries(tables.map((words) => [words.namespace, words[locale]]));
  void i18next.use(initReactI18next).init({
    lng: initialLocale(),
    fallbackLng: 'en',
    resources: { en: bundle('en'), zh: bundle('zh') },
    ns: tables.map((words) => words.namespace),
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  applyToDocument();
}

export function toggleLanguage(): void {
  const next: Locale = i18next.language.startsWith('zh') ? 'en' : 'zh';
  writeStored('language', next);
  void i18next.changeLanguage(next).then(applyToDocument);
}

function initialLocale(): Locale {
  const wanted = readStored('language') ?? navigator.language;
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function applyToDocument(): void {
  document.documentElement.lang = i18next.language.startsWith('zh') ? 'zh-CN' : 'en';
}

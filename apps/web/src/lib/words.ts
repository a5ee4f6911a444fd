import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

export type Locale = 'en' | 'zh';

/** The interface words of one feature. Values may hold `{{name}}`; plural forms are keys of their own, chosen by the caller. */
export interface Words<Key extends string = string> {
  namespace: string;
  en: Record<Key, string>;
  zh: Record<Key, string>;
}

/** Types the words so that Chinese must have exactly English's keys. */
export function defineWords<Key extends string>(namespace: string, en: Record<Key, string>, zh: Record<NoInfer<Key>, string>): Words<Key> {
  return { namespace, en, zh };
}

export type Translate<Key extends string> = (key: Key, values?: Record<string, string | number>) => string;

/** `const t = useWords(topologyWords); t('title')`: keys are checked against the table. */
export function useWords<Key extends string>(words: Words<Key>): Translate<Key> {
  const { t } = useTranslation(words.namespace);
  return useCallback((key, values) => t(key, { ...values }), [t]);
}

export function useLocale(): Locale {
  const { i18n } = useTranslation();
  return toLocale(i18n.language);
}

function toLocale(language: string | undefined): Locale {
  return language?.startsWith('zh') ? 'zh' : 'en';
}

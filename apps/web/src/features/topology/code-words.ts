import type { CodeShare } from '@pidalio/contract';
import type { TopologyTranslate, topologyWords } from './words.ts';

const flags = ['UH', 'NR', 'UO', 'UT', 'UC', 'UF', 'URX', 'FI', 'DI', 'NC', 'DC', 'UAEX'] as const;

/** What a response was, in words a newcomer understands; Envoy's flag decides where there is one. */
export function codeWords({ code, flag }: Pick<CodeShare, 'code' | 'flag'>, t: TopologyTranslate): string {
  const known = flags.find((name) => flag.split(',').includes(name));
  if (known) return `${t(`flag.${known}`)} (${known})`;
  if (flag !== '-' && flag !== '') return t('flag.other', { flag });
  return t(classWord(code));
}

function classWord(code: string): keyof typeof topologyWords.en {
  if (code.startsWith('2')) return 'code.ok';
  if (code.startsWith('3')) return 'code.redirect';
  if (code.startsWith('4')) return 'code.client';
  return code.startsWith('5') ? 'code.server' : 'code.none';
}

/** Whether a response counts as an error: 5xx, or none at all. */
export function isErrorCode(code: string): boolean {
  return !/^[1-4]/.test(code);
}

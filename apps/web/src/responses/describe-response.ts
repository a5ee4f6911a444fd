import type { CodeShare } from '@pidalio/contract';
import type { ResponseTranslate, responseWords } from './words.ts';

type Response = Pick<CodeShare, 'code' | 'flag'>;

/** The first that a response carries names it: what ended the request before what merely happened to it. */
const flags = ['UH', 'NR', 'UO', 'UT', 'UC', 'UF', 'URX', 'FI', 'NC', 'DC', 'UAEX', 'DI'] as const;

/** What a response was, beside its code; Envoy's flag decides where there is one. */
export function describeResponse(response: Response, t: ResponseTranslate): string {
  return flagInWords(response, t) ?? t(classWord(response.code));
}

/** Why requests failed, in one phrase: `caller hung up (DC)`, `500 from the application`. */
export function errorReason(response: Response, t: ResponseTranslate): string {
  return flagInWords(response, t) ?? (response.code === '0' ? t('code.none') : t('reason.app', { code: response.code }));
}

/** The response that most errors were; undefined without any. */
export function busiestError(codes: readonly CodeShare[]): CodeShare | undefined {
  return codes
    .filter(({ error, requestsPerSecond }) => error && requestsPerSecond > 0)
    .reduce<CodeShare | undefined>((worst, code) => (worst && worst.requestsPerSecond >= code.requestsPerSecond ? worst : code), undefined);
}

function flagInWords({ flag }: Response, t: ResponseTranslate): string | undefined {
  if (flag === '-' || flag === '') return undefined;
  const seen = flag.split(',');
  const known = flags.find((name) => seen.includes(name));
  return known ? `${t(`flag.${known}`)} (${known})` : t('flag.other', { flag });
}

function classWord(code: string): keyof typeof responseWords.en {
  if (code.startsWith('grpc')) return 'code.grpc';
  if (code.startsWith('2')) return 'code.ok';
  if (code.startsWith('3')) return 'code.redirect';
  if (code.startsWith('4')) return 'code.client';
  return code.startsWith('5') ? 'code.server' : 'code.none';
}

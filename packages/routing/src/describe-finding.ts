import type { MeshFinding } from './finding-sink.ts';
import { findingsEn } from './messages/en-findings.ts';
import { findingsZh } from './messages/zh-findings.ts';

/** What a finding says, as one sentence in the reader's language. */
export function describeFinding({ code, values }: MeshFinding, locale: 'en' | 'zh'): string {
  return (locale === 'zh' ? findingsZh : findingsEn)[code](values);
}

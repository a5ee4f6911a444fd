import { z } from 'zod';

/** Comma-separated in the URL; absent or empty means every namespace that the server may see. */
export const namespaces = z.string().optional();
/** Seconds; the averaging window, default 300. */
export const rangeSeconds = z.coerce.number().int().min(60).max(86_400).default(300);
export const none = z.object({});
export const scope = z.object({ namespaces, range: rangeSeconds });
export const serviceName = z.object({ namespace: z.string(), name: z.string() });

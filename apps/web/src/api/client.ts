import { createClient } from '@pidalio/contract';
import { basePath } from '../lib/base-path.ts';

export const call = createClient(basePath());

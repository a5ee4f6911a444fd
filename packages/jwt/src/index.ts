export { verifyTokens } from './verify-tokens.ts';

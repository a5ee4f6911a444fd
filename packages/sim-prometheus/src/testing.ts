/** For tests that ask a real Prometheus the same questions. */
export { closeTo } from './conformance/close-to.ts';
export { findPrometheus, type RealPrometheus, startRealPrometheus } from './conformance/real-prometheus.ts';

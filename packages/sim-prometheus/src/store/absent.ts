/**
 * Marks "no sample here" inside arrays of doubles: a staleness marker among stored samples, a missing
 * point among the results of a query. Prometheus uses a NaN with a payload; JavaScript may rewrite the
 * bits of a NaN, so this is a denormal that no measurement produces.
 */
export const ABSENT = -Number.MIN_VALUE * 0x5741;

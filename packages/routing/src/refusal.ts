/** Why a connection ends before anything in it was read. */
export type RefusalReason =
  /** Nothing listens on the port. */
  | 'no-listener'
  | 'no-filter-chain'
  /** Envoy refuses the listener that Istio made. */
  | 'rejected-listener'
  /** Plain bytes where TLS is wanted. */
  | 'tls-wanted'
  /** TLS where plain HTTP is wanted. */
  | 'plain-wanted'
  | 'certificate-wanted';

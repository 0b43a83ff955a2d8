/**
 * The shop's master key: it wraps the few key-encryption keys, and nothing else. It is used only when the program starts
 * and when keys are rotated, so an implementation may be slow: a file, or an external key service.
 */
export interface MasterKey {
  /** Tells one master key from another without giving anything of it away. */
  readonly fingerprint: string;
  /** Where it comes from, for messages: the path of a file, the name of a service. */
  readonly origin: string;
  wrap(plain: Uint8Array): Promise<Buffer>;
  /** Rejects where `wrapped` was not wrapped by this key. */
  unwrap(wrapped: Uint8Array): Promise<Buffer>;
}

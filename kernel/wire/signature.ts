import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs and checks the four JSON frames of a message. Buffers are not part of the signature. */
export interface Signer {
  /** Hexadecimal digest; empty without a key. */
  sign(parts: readonly Uint8Array[]): string;
  verify(parts: readonly Uint8Array[], signature: Uint8Array): boolean;
}

/**
 * A signer for a connection file's key.
 *
 * @param key     empty turns signing off, as the protocol allows
 * @param scheme  `hmac-sha256`, or another digest of Node's behind `hmac-`
 * @throws RangeError for a scheme that is not an HMAC
 */
export function signer(key: string, scheme = "hmac-sha256"): Signer {
  if (key === "") return { sign: () => "", verify: () => true };
  const digest = /^hmac-(\w+)$/.exec(scheme)?.[1];
  if (digest === undefined) throw new RangeError(`signature_scheme ${JSON.stringify(scheme)}: expected hmac-<digest>`);
  const sign = (parts: readonly Uint8Array[]): string => {
    const hmac = createHmac(digest, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };
  return {
    sign,
    verify(parts, signature) {
      const expected = Buffer.from(sign(parts));
      return signature.byteLength === expected.byteLength && timingSafeEqual(expected, signature);
    },
  };
}

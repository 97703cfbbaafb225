// UTF-8 for environments without TextEncoder and TextDecoder, such as Jest with
// jsdom. esbuild puts these classes in place of the globals in web.cjs.

const LONE_SURROGATES = /\p{Surrogate}/gu;

class Utf8Encoder {
  encode(text) {
    const escaped = encodeURIComponent(text.replace(LONE_SURROGATES, '\ufffd'));
    const bytes = escaped.replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
  }

  /** Writes the whole text, or nothing if it does not fit. */
  encodeInto(text, target) {
    const bytes = this.encode(text);
    if (bytes.length > target.length) return { read: 0, written: 0 };
    target.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

/** For valid UTF-8 only, which is what the module writes. */
class Utf8Decoder {
  decode(bytes = new Uint8Array()) {
    const escaped = Array.from(bytes, (byte) => (byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`));
    return decodeURIComponent(escaped.join(''));
  }
}

const { TextDecoder: NativeDecoder = Utf8Decoder, TextEncoder: NativeEncoder = Utf8Encoder } = globalThis;
export { NativeDecoder as TextDecoder, NativeEncoder as TextEncoder };

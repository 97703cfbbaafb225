// The error class of the package.

/** The error for a KS that could not be generated, decoded or verified. */
export class KsError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
Object.defineProperty(KsError.prototype, 'name', { value: 'KsError' });

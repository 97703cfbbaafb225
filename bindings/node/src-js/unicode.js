// Lone surrogates: JavaScript text that is not Unicode, which WASM would replace.

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Returns true if the text has no lone surrogate. */
export const isWellFormed = String.prototype.isWellFormed
  ? (text) => text.isWellFormed()
  : (text) => text.search(LONE_SURROGATES) === -1;

/** Replaces lone surrogates, as WASM does, so that lengths agree on both sides. */
export const toWellFormed = (text) => (isWellFormed(text) ? text : text.replace(LONE_SURROGATES, '\ufffd'));

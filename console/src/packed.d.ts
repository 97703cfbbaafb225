// The WASM module as the build inlines it: raw deflate, as Base64 text.
declare module 'kaltura-ks/ks.wasm' {
  const packed: string;
  export default packed;
}

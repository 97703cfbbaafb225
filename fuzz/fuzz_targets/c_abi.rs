#![no_main]

// Not part of the library, because the core's tests, which include that, have no `ks`.
#[path = "../src/c_abi.rs"]
mod c_abi;

libfuzzer_sys::fuzz_target!(|data: &[u8]| c_abi::run(data));

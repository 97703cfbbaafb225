#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ks_fuzz::base64::run(data));

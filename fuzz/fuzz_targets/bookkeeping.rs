#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| migsafe_fuzz::bookkeeping(data));

//! Gives libks.so its SONAME: cargo sets none, and without it a program that
//! links with the library remembers the path it was linked from.

/// `KKS_ABI_VERSION` (a test compares them). It goes up when a function, a
/// number or a struct of `ks.h` changes its meaning or goes away; additions
/// leave it as it is.
const ABI: u32 = 0;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of_target = |key| std::env::var(key).unwrap_or_default();
    if of_target("CARGO_CFG_TARGET_FAMILY").contains("unix")
        && of_target("CARGO_CFG_TARGET_VENDOR") != "apple"
    {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libks.so.{ABI}");
    }
}

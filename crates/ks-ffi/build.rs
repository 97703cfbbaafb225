//! Sets the SONAME of libks.so, or the install name of libks.dylib. Without it, a program
//! would remember the path of the library that it was linked with.

/// `KKS_ABI_VERSION`; a test compares them. It increases when a function, a
/// constant or a struct of `ks.h` is removed or changes its meaning. Additions do
/// not change it.
const ABI: u32 = 0;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of_target = |key| std::env::var(key).unwrap_or_default();
    if of_target("CARGO_CFG_TARGET_VENDOR") == "apple" {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libks.{ABI}.dylib");
    } else if of_target("CARGO_CFG_TARGET_FAMILY").contains("unix") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libks.so.{ABI}");
    }
}

//! `generate-glue MODULE.wasm FOLDER`: writes the JavaScript glue of the module, and the
//! module that belongs to it.

use std::env;
use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: generate-glue MODULE.wasm FOLDER".into());
    };
    Bindgen::new()
        .input_path(module)
        // The web target is the one whose glue lets its caller load the module.
        .web(true)?
        .out_name("ks")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    Ok(())
}

//! `generate-glue MODULE.wasm FOLDER`: writes the JavaScript that wraps the
//! module, and the module as it goes with it.

use std::env;
use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("give the module and the folder".into());
    };
    Bindgen::new()
        .input_path(module)
        // For the web: the one kind of glue that leaves loading to its caller.
        .web(true)?
        .out_name("ks")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    Ok(())
}

//! Generates the client from the spec whenever the spec changes.

use std::{env, error::Error, fs, path::Path};

use openapiv3::{OpenAPI, ReferenceOr, StatusCode};

const SPEC: &str = "../../api/openapi.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SPEC}");
    let mut spec: OpenAPI = serde_saphyr::from_str(&fs::read_to_string(SPEC)?)?;
    bound_defaults(&mut spec);
    let tokens = progenitor::Generator::default().generate_tokens(&spec)?;
    let code = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("client.rs"), code)?;
    Ok(())
}

/// Reads every `default` response as one for 4XX and 5XX. progenitor counts `default` among the successes too, of which
/// it allows one type only, and here it is an error's.
fn bound_defaults(spec: &mut OpenAPI) {
    for path in spec.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = path else {
            continue;
        };
        let methods = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in methods.into_iter().flatten() {
            let responses = &mut operation.responses;
            let Some(fallback) = responses.default.take() else {
                continue;
            };
            for class in [4, 5] {
                responses.responses.insert(StatusCode::Range(class), fallback.clone());
            }
        }
    }
}

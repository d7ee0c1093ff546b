//! Generates the client from the spec when the spec changes.

use std::{env, error::Error, fs, path::Path};

use openapiv3::{OpenAPI, ReferenceOr, StatusCode};

const SPEC: &str = "../../api/openapi.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SPEC}");
    let mut spec: OpenAPI = serde_saphyr::from_str(&fs::read_to_string(SPEC)?)?;
    replace_defaults(&mut spec);
    let tokens = progenitor::Generator::default().generate_tokens(&spec)?;
    let code = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("client.rs"), code)?;
    Ok(())
}

/// Replaces every `default` response by 4XX and 5XX. progenitor applies `default` to successful responses too, but
/// allows only one type for them; here `default` has the type of an error.
fn replace_defaults(spec: &mut OpenAPI) {
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

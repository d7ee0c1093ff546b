//! The client that progenitor generates from the spec when this crate is built.

#[allow(
    unreachable_patterns,
    reason = "progenitor matches 4XX before the individual status codes; both have the same type here"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use generated::*;

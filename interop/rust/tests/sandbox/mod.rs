//! Helpers for the sandbox that with-sandbox.sh started.

use std::{
    env, process,
    sync::atomic::{AtomicU32, Ordering},
};

use ledgerlink_interop_rust::{
    Client, Error,
    types::{ErrorBody, FlatErrorBodyMessage},
};
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};

fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run the suite with run.sh"))
}

/// Returns the sandbox's key.
pub fn key() -> String {
    setting("LEDGERLINK_API_KEY")
}

/// Returns a client with the sandbox's key.
pub fn connect() -> Client {
    connect_with(&key(), None)
}

/// Returns a client with the given key; every request injects the fault, if one is given.
pub fn connect_with(key: &str, fault: Option<&str>) -> Client {
    let mut headers = HeaderMap::new();
    for (name, value) in [("x-api-key", Some(key)), ("x-sandbox-fault", fault)] {
        if let Some(value) = value {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
    }
    let http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    Client::new_with_client(&setting("LEDGERLINK_BASE_URL"), http)
}

/// Returns an identifier that no other test uses.
pub fn new_external_id() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("rust-{}-{}", process::id(), LAST.fetch_add(1, Ordering::Relaxed))
}

/// Returns status code, headers and message of an error response, in either shape of the error body.
pub fn failure<T>(result: Result<T, Error<ErrorBody>>) -> (StatusCode, HeaderMap, String) {
    match result {
        Ok(_) => panic!("the call succeeded, want an error"),
        Err(Error::ErrorResponse(response)) => {
            let message = match &*response {
                ErrorBody::FlatErrorBody(flat) => match &flat.message {
                    FlatErrorBodyMessage::String(message) => message.clone(),
                    FlatErrorBodyMessage::Array(messages) => messages.join("; "),
                },
                ErrorBody::NestedErrorBody(envelope) => envelope.error.message.clone(),
            };
            (response.status(), response.headers().clone(), message)
        }
        Err(other) => panic!("not an error body of the spec: {other}"),
    }
}

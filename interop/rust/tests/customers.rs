//! Tests all operations and the common errors with the client generated from the spec.
#![deny(warnings)]

mod sandbox;

use ledgerlink_interop_rust::types::{
    CreateCustomerRequest, CreateCustomerRequestExternalId, CustomerStatus, GetCustomerId, UpdateCustomerRequest,
};
use reqwest::StatusCode;
use sandbox::{connect, connect_with, failure, new_external_id};
use serde_json::{json, to_value};

fn active(external_id: &str) -> CreateCustomerRequest {
    CreateCustomerRequest {
        external_id: external_id.parse().unwrap(),
        status: CustomerStatus::Active,
    }
}

#[tokio::test]
async fn lifecycle() {
    let client = connect();
    let external_id = new_external_id();
    let response = client.create_customer(&active(&external_id)).await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let created = response.into_inner();
    assert_eq!(created.external_id, external_id);
    assert_eq!(created.status, "active");
    assert_eq!(created.created_at, created.updated_at);
    assert!(created.accounts.is_empty());

    let got = client.get_customer(&created.id.parse().unwrap()).await.unwrap();
    assert_eq!(to_value(&*got).unwrap(), to_value(&created).unwrap());

    let inactive = UpdateCustomerRequest {
        status: CustomerStatus::Inactive,
    };
    let updated = client
        .update_customer(&created.id.parse().unwrap(), &inactive)
        .await
        .unwrap();
    assert_eq!(updated.status, "inactive");
    assert_eq!(updated.created_at, created.created_at);
    assert!(updated.updated_at >= created.updated_at);

    let all = client.list_customers().await.unwrap();
    let listed = all.iter().find(|customer| customer.id == created.id).unwrap();
    assert_eq!(to_value(listed).unwrap(), to_value(&*updated).unwrap());

    let addresses = client
        .list_customer_addresses(&created.id.parse().unwrap())
        .await
        .unwrap();
    assert!(addresses.is_empty());

    let deleted = client.delete_customer(&created.id.parse().unwrap()).await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);

    let (status, _, message) = failure(client.get_customer(&created.id.parse().unwrap()).await);
    assert_eq!(
        (status, message.as_str()),
        (StatusCode::NOT_FOUND, "Customer not found")
    );
}

#[tokio::test]
async fn get_documented_customer() {
    let client = connect();
    let customer = client.get_customer(&"customer-id".parse().unwrap()).await.unwrap();
    assert_eq!(
        to_value(&*customer).unwrap(),
        json!({
            "id": "customer-id",
            "externalId": "customer-ext-001",
            "status": "active",
            "participantId": "participant-123",
            "accounts": [],
            "createdAt": "2026-04-02T09:00:00Z",
            "updatedAt": "2026-04-02T09:00:00Z",
        })
    );
    let addresses = client
        .list_customer_addresses(&"customer-id".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(
        **addresses,
        [
            "0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
            "7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f",
        ]
    );
}

#[tokio::test]
async fn get_undocumented_status() {
    let client = connect();
    let suspended = client.get_customer(&"suspended-id".parse().unwrap()).await.unwrap();
    assert_eq!(suspended.status, "suspended");
    let owner = suspended.accounts[0].customer.as_ref().unwrap();
    assert_eq!(owner.status.as_deref(), Some("suspended"));

    let all = client.list_customers().await.unwrap();
    let listed = all.iter().find(|customer| customer.id == suspended.id).unwrap();
    assert_eq!(to_value(listed).unwrap(), to_value(&*suspended).unwrap());
}

#[tokio::test]
async fn get_encodes_id_as_one_path_segment() {
    for id in ["a+b", "ä ö", "x=1&y", "~(1)@"] {
        let id: GetCustomerId = id.parse().unwrap();
        let (status, _, message) = failure(connect().get_customer(&id).await);
        assert_eq!(
            (status, message.as_str()),
            (StatusCode::NOT_FOUND, "Customer not found"),
            "{id:?}"
        );
    }
}

#[tokio::test]
async fn list_wrong_key() {
    let (status, _, message) = failure(connect_with("wrong", None).list_customers().await);
    assert_eq!((status, message.as_str()), (StatusCode::UNAUTHORIZED, "Unauthorized"));
}

#[tokio::test]
async fn create_duplicate() {
    let client = connect();
    let body = active(&new_external_id());
    client.create_customer(&body).await.unwrap();
    let (status, _, message) = failure(client.create_customer(&body).await);
    assert_eq!(
        (status, message.as_str()),
        (StatusCode::CONFLICT, "A customer with this externalId exists")
    );
}

/// The generated types enforce the constraints of the spec before a request is sent.
#[test]
fn create_request_rejects_empty_external_id() {
    assert!("".parse::<CreateCustomerRequestExternalId>().is_err());
}

#[tokio::test]
async fn list_rate_limited() {
    let client = connect_with(&sandbox::key(), Some("status;status=429;retry-after=7;remaining=0"));
    let (status, headers, message) = failure(client.list_customers().await);
    assert_eq!(
        (status, message.as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests")
    );
    assert_eq!(headers["retry-after"], "7");
    assert_eq!(headers["x-ratelimit-remaining"], "0");
}

#[tokio::test]
async fn list_unavailable_once() {
    let once = format!("status;status=503;times=1;id={}", new_external_id());
    let client = connect_with(&sandbox::key(), Some(&once));
    let (status, _, message) = failure(client.list_customers().await);
    assert_eq!(
        (status, message.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
    );
    client.list_customers().await.unwrap();
}

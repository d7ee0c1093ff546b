package com.ledgerlink.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.ledgerlink.customers.ApiClient;
import com.ledgerlink.customers.ApiException;
import com.ledgerlink.customers.api.CustomersApi;
import com.ledgerlink.customers.model.NestedErrorBody;
import com.ledgerlink.customers.model.FlatErrorBody;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;

/** Helpers for the sandbox that with-sandbox.sh started. */
final class Sandbox {
  private Sandbox() {}

  /** Returns a client with the sandbox's key. */
  static CustomersApi connect() {
    return connect(setting("LEDGERLINK_API_KEY"));
  }

  /** Returns a client with the given key. */
  static CustomersApi connect(String key) {
    var client = new ApiClient();
    client.updateBaseUri(setting("LEDGERLINK_BASE_URL"));
    client.setRequestInterceptor(request -> request.header("X-API-KEY", key));
    return new CustomersApi(client);
  }

  /** Returns an identifier that no other test uses. */
  static String newExternalId() {
    return "java-" + UUID.randomUUID();
  }

  /** Returns the request header that injects a fault. */
  static Map<String, String> fault(String value) {
    return Map.of("X-Sandbox-Fault", value);
  }

  /** Asserts that the call fails with the status code and the error message, in either shape of the error body. */
  static ApiException assertFails(int statusCode, String message, Executable call) {
    var error = assertThrows(ApiException.class, call);
    assertEquals(statusCode, error.getCode());
    assertEquals(message, message(error));
    return error;
  }

  /**
   * Returns the message of an error body. The client does not parse error bodies; the type of the field "error"
   * distinguishes the two shapes of the spec.
   */
  private static String message(ApiException error) {
    var mapper = ApiClient.createDefaultObjectMapper();
    try {
      var body = mapper.readTree(error.getResponseBody());
      if (body.path("error").isObject()) {
        return mapper.treeToValue(body, NestedErrorBody.class).getError().getMessage();
      }
      var message = mapper.treeToValue(body, FlatErrorBody.class).getMessage();
      return message.isArray() ? message.path(0).asText() : message.asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError("not an error body of the spec: " + error.getResponseBody(), e);
    }
  }

  private static String setting(String name) {
    return Objects.requireNonNull(System.getenv(name), name + " is not set: run the suite with run.sh");
  }
}

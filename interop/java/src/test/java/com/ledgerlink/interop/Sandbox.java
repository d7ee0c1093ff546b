package com.ledgerlink.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.ledgerlink.customers.ApiClient;
import com.ledgerlink.customers.ApiException;
import com.ledgerlink.customers.api.CustomersApi;
import com.ledgerlink.customers.model.EnvelopeErrorBody;
import com.ledgerlink.customers.model.FlatErrorBody;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;

/** What the tests know of the sandbox that with-sandbox.sh started. */
final class Sandbox {
  private Sandbox() {}

  /** A client with the right key. */
  static CustomersApi connect() {
    return connect(setting("LEDGERLINK_API_KEY"));
  }

  /** A client with any key. */
  static CustomersApi connect(String key) {
    var client = new ApiClient();
    client.updateBaseUri(setting("LEDGERLINK_BASE_URL"));
    client.setRequestInterceptor(request -> request.header("X-API-KEY", key));
    return new CustomersApi(client);
  }

  /** An identifier that no other test uses. */
  static String newExternalId() {
    return "java-" + UUID.randomUUID();
  }

  /** The header that asks for a fault. */
  static Map<String, String> fault(String text) {
    return Map.of("X-Sandbox-Fault", text);
  }

  /** Expects an error with the status, and a message that is the one given in whichever shape it comes. */
  static ApiException assertFails(int status, String message, Executable call) {
    var error = assertThrows(ApiException.class, call);
    assertEquals(status, error.getCode());
    assertEquals(message, message(error));
    return error;
  }

  /** The client leaves error bodies as text, of which the spec has two shapes, told apart by the type of error. */
  private static String message(ApiException error) {
    var mapper = ApiClient.createDefaultObjectMapper();
    try {
      var body = mapper.readTree(error.getResponseBody());
      if (body.path("error").isObject()) {
        return mapper.treeToValue(body, EnvelopeErrorBody.class).getError().getMessage();
      }
      var message = mapper.treeToValue(body, FlatErrorBody.class).getMessage();
      return message.isArray() ? message.path(0).asText() : message.asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError("not an error of the spec: " + error.getResponseBody(), e);
    }
  }

  private static String setting(String name) {
    return Objects.requireNonNull(System.getenv(name), name + " is not set: run the suite with run.sh");
  }
}

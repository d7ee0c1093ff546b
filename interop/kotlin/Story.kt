import com.ledgerlink.customers.apis.CustomersApi
import com.ledgerlink.customers.infrastructure.ApiClient
import com.ledgerlink.customers.infrastructure.ClientError
import com.ledgerlink.customers.infrastructure.ClientException
import com.ledgerlink.customers.infrastructure.Serializer
import com.ledgerlink.customers.infrastructure.Success
import com.ledgerlink.customers.models.CreateCustomerRequest
import com.ledgerlink.customers.models.CustomerStatus
import com.ledgerlink.customers.models.ErrorBody
import com.ledgerlink.customers.models.UpdateCustomerRequest
import java.util.UUID

/** Prints the steps of ../story.sh with a client of openapi-generator's generator kotlin. */
fun main() {
    ApiClient.apiKey["X-API-KEY"] = System.getenv("LEDGERLINK_API_KEY")
    val api = CustomersApi(System.getenv("LEDGERLINK_BASE_URL"))
    val request = CreateCustomerRequest(externalId = UUID.randomUUID().toString(), status = CustomerStatus.active)
    val response = api.createCustomerWithHttpInfo(request) as Success
    val created = response.data!!
    println("create: ${response.statusCode} ${created.status}")
    println("get: ${api.getCustomer(created.id).status}")
    println("update: ${api.updateCustomer(created.id, UpdateCustomerRequest(CustomerStatus.inactive)).status}")
    val statuses = api.listCustomers().associate { it.id to it.status }
    println("list: ${statuses[created.id]} ${statuses["suspended-id"]}")
    println("addresses: ${api.listCustomerAddresses(created.id).size} ${api.listCustomerAddresses("customer-id").size}")
    println("duplicate: ${error { api.createCustomer(request) }}")
    println("delete: ${api.deleteCustomerWithHttpInfo(created.id).statusCode}")
    println("missing: ${error { api.getCustomer(created.id) }}")
    ApiClient.apiKey["X-API-KEY"] = "wrong"
    println("key: ${error { api.listCustomers() }}")
}

/** Returns the status code and the message of the error that [call] throws. */
private fun error(call: () -> Unit): String =
    try {
        call()
        "no error"
    } catch (e: ClientException) {
        val body = (e.response as ClientError<*>).body as String
        "${e.statusCode} ${Serializer.moshi.adapter(ErrorBody::class.java).fromJson(body)!!.message}"
    }

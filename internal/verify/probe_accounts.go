package verify

import "slices"

// accountsProbe judges the shape of accounts.
func accountsProbe() probe {
	return accountProbe("accounts", "schemas Account", func(account map[string]any) bool { return account != nil })
}

// embeddedCustomerProbe judges the shape of the customer inside an account.
func embeddedCustomerProbe() probe {
	return accountProbe("customer inside an account", "schemas AccountCustomer", func(account map[string]any) bool {
		return account["customer"] != nil
	})
}

func accountProbe(name, part string, isSeen func(account map[string]any) bool) probe {
	embedded := part == "schemas AccountCustomer"
	return probe{
		name: name, parts: []string{part}, expected: "as the spec describes it", byChance: true,
		judge: func(s *session) finding {
			seen := false
			for _, e := range s.responses() {
				if !e.success() {
					continue
				}
				for _, problem := range e.problems {
					if inAccounts(problem.Field) && embedded == isEmbedded(problem.Field) {
						return differs(describe(problem), "methods of the client may return ErrUnexpectedResponse or zero values",
							"in the spec: "+part)
					}
				}
				seen = seen || slices.ContainsFunc(accountsIn(e), isSeen)
			}
			if !seen {
				return notSeen("no account was seen")
			}
			return holds("as the spec describes it")
		},
	}
}

// accountsIn returns the accounts of all customers in a response.
func accountsIn(e *exchange) []map[string]any {
	var found []map[string]any
	for _, customer := range e.objects() {
		list, _ := customer["accounts"].([]any)
		for _, element := range list {
			if account, ok := element.(map[string]any); ok {
				found = append(found, account)
			}
		}
	}
	return found
}

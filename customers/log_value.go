package customers

import "log/slog"

// LogValue makes a customer safe to log: slog writes its id and nothing else. What else a customer is known by is
// marked x-sensitive in the spec. slog asks a value, not what is inside: log a customer, not a slice or a struct of
// them.
func (c Customer) LogValue() slog.Value { return slog.GroupValue(slog.String("id", c.ID)) }

// LogValue makes an account safe to log: slog writes its id and nothing else.
func (a Account) LogValue() slog.Value { return slog.GroupValue(slog.String("id", a.ID)) }

// LogValue makes the parameters safe to log: slog writes the status, not the external ID.
func (p CreateParams) LogValue() slog.Value {
	return slog.GroupValue(slog.String("status", string(p.Status)))
}

// LogValue makes an error safe to log, with the keys of [WithLogger]: operation, method, path template, status, the
// API's error code, request ID, the sentinel as error.type, and how many attempts there were. Of messages it writes
// this package's own and net/http's, never the API's, which may repeat a customer's data, and neither body nor header.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	return slog.GroupValue(e.logAttrs()...)
}

// logAttrs is what a record says of an error. The scrubber has seen all of it.
func (e *Error) logAttrs() []slog.Attr {
	attrs := make([]slog.Attr, 0, 12)
	text := func(key, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(key, oneLine(value)))
		}
	}
	text(logOperation, e.Op)
	text(logMethod, e.Method)
	text(logTemplate, e.Route)
	if e.StatusCode != 0 {
		attrs = append(attrs, slog.Int(logStatus, e.StatusCode))
	}
	text(logErrorCode, e.Code)
	text(logRequestID, e.RequestID)
	if kind := e.Kind(); kind != nil {
		text(logErrorType, kind.Error())
	}
	text(logErrorText, e.diagnosis)
	if e.outcomeUnknown {
		attrs = append(attrs, slog.Bool(logUnknown, true))
	}
	return append(attrs, slog.Int(logAttempts, len(e.Attempts)))
}

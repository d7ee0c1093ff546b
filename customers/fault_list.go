package customers

// faultList collects what is wrong with the settings of a client or the arguments of a call, so that all of it comes
// back at once.
type faultList []FieldError

// refuse records a fault; an empty reason is none.
func (l *faultList) refuse(field, reason string) {
	if reason != "" {
		*l = append(*l, FieldError{Field: field, Message: reason})
	}
}

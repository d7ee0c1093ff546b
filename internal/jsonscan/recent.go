package jsonscan

// recent remembers short texts, so that one which comes again and again (a status, a participant, a type of account) is
// not copied each time. It is small and forgets: a text takes the place of the one before it in its slot.
type recent [64]string

// maxRecentBytes keeps what is most often unique, an id, from taking the places.
const maxRecentBytes = 16

// string returns text as a string, a remembered one if there is one. It may be called on nil.
func (r *recent) string(text []byte) string {
	if r == nil || len(text) == 0 || len(text) > maxRecentBytes {
		return string(text)
	}
	last := len(text) - 1
	slot := &r[(len(text)*7+int(text[0])*3+int(text[last/2])*5+int(text[last]))%len(r)]
	if *slot != string(text) {
		*slot = string(text)
	}
	return *slot
}

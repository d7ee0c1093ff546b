package jsonscan

import "github.com/go-json-experiment/json"

// Here and in time.go is one reader for each kind of field. A reader overwrites v, which may hold the same field of the
// object that was read before: memory that is still good is used again, so that values which hardly change from one
// object to the next (a status, a participant) cost nothing. A null is the zero value, as in json/v2.

// String reads a string, or keeps v when it is the same.
func String[T ~string](s *Scanner, v *T) {
	if s.null() {
		*v = ""
		return
	}
	if text := s.text(); string(text) != string(*v) {
		*v = T(s.recent.string(text))
	}
}

// Pointer reads what read reads, or nil for null.
func Pointer[T any](s *Scanner, v **T, read func(*Scanner, *T)) {
	if s.null() {
		*v = nil
		return
	}
	if *v == nil {
		*v = new(T)
	}
	read(s, *v)
}

// Slice reads an array whose elements read reads, or nil for null. An empty array is an empty slice.
func Slice[T any](s *Scanner, v *[]T, read func(*Scanner, *T)) {
	if s.null() {
		*v = nil
		return
	}
	list := (*v)[:0]
	if list == nil {
		list = []T{}
	}
	for s.Open('['); s.More(']'); {
		if len(list) < cap(list) {
			list = list[:len(list)+1]
		} else {
			var zero T
			list = append(list, zero)
		}
		read(s, &list[len(list)-1])
	}
	*v = list
}

// Value reads any other type with json/v2.
func Value[T any](s *Scanner, v *T) {
	var fresh T // json/v2 would merge into what is there
	if json.Unmarshal(s.value(), &fresh) != nil {
		s.fail()
	}
	*v = fresh
}

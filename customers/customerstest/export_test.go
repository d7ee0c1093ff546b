package customerstest

// HoldChecks delays the checks of responses until the returned function is called.
func (s *Server) HoldChecks() (release func()) {
	released := make(chan struct{})
	run := s.runCheck
	s.runCheck = func(check func()) {
		run(func() {
			<-released
			check()
		})
	}
	return func() { close(released) }
}

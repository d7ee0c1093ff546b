package verify

import "crypto/tls"

// tlsVersionProbe judges the version of TLS. The client accepts no version before 1.2.
func tlsVersionProbe() probe {
	return probe{
		name: "TLS version", expected: "TLS 1.2 or 1.3",
		judge: func(s *session) finding {
			var versions []string
			for _, e := range s.responses() {
				if e.tls != 0 {
					versions = append(versions, tls.VersionName(e.tls))
				}
			}
			if len(versions) == 0 {
				return notSeen("plain HTTP")
			}
			return holds("%s", uniqueSorted(versions))
		},
	}
}

package fakeapi

type answer struct {
	status      int
	contentType string
	body        string
}

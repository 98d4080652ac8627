// Command contractcheck compares Runpod's published OpenAPI document, which it reads
// from standard input, with what the provider relies on: the routes, parameters and
// members in internal/fakeapi/testdata/contracts.json, the same table that holds the
// stand-in to the API's contract. It prints a line for each, and exits with 1 if one is
// missing or has another type.
//
// Run it with "make contract-check", or from the root of the repository.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

const table = "internal/fakeapi/testdata/contracts.json"

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "contract-check:", err)
		os.Exit(1)
	}
}

func run(published io.Reader, out io.Writer) error {
	text, err := os.ReadFile(table)
	if err != nil {
		return err
	}
	var contracts map[string]contract
	if err := json.Unmarshal(text, &contracts); err != nil {
		return fmt.Errorf("reading %s: %w", table, err)
	}
	var api document
	if err := json.NewDecoder(published).Decode(&api.root); err != nil {
		return fmt.Errorf("reading the OpenAPI document: %w", err)
	}
	lines, failures := check(contracts, api)
	if _, err := fmt.Fprintln(out, strings.Join(lines, "\n")); err != nil {
		return err
	}
	if failures > 0 {
		return errors.New("the published contract differs from the one that the provider relies on, at the lines with FAILED")
	}
	return nil
}

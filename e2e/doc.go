// Package e2e tests ushell as users have it: the program in a terminal, driven
// by keys. Its tests carry the build tag e2e and need tmux.
package e2e

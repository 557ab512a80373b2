/**
 * The SOUP algorithm on plain arrays: prefix sampling, advantages, token loss and diagnostics (Yang
 * et al., arXiv 2601.21476). Everything here is a pure function in float64.
 */
package io.souprl.soup;

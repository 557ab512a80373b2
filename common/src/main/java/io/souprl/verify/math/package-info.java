/**
 * The verifier of mathematical answers: extraction by linear scans, a tolerant reader of LaTeX and
 * plain notation into a small tree, and a ladder of comparisons from text to numeric probing. All
 * work is bounded by the length of the text; nothing throws on what a model wrote.
 */
package io.souprl.verify.math;

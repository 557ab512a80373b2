/**
 * The policy: a decoder-only transformer on DJL's {@code NDArray} (PyTorch engine).
 *
 * <p>Conventions: an array belongs to the manager of the first operand that made it, so activations
 * stand first and weights second, and one sub-manager a step frees everything the step made.
 */
package io.souprl.model;

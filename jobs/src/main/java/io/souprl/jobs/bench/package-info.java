/** Benchmarks: our own code and its peers on the same work, alternating on the same machine. */
package io.souprl.jobs.bench;

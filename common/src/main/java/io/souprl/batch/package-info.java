/** Which prompts a round takes, and which groups an optimiser step takes. */
package io.souprl.batch;

/** A whole round: all stages in one application. */
package io.souprl.jobs.round;

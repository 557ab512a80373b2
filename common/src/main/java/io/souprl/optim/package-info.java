/** Optimiser arithmetic on plain arrays: AdamW, learning-rate schedules, gradient clipping. */
package io.souprl.optim;

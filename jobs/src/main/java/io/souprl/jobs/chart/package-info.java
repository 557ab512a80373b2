/** What the pictures of runs and experiments have in common. */
package io.souprl.jobs.chart;

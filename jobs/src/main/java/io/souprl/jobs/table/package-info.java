/** Reading and writing the Delta tables of a run. */
package io.souprl.jobs.table;

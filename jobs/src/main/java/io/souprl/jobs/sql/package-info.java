/** Reading a run by SQL: what a query sees, and how its result is written. */
package io.souprl.jobs.sql;

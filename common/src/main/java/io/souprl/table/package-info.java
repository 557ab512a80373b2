/** Names and statements of the tables of a run; reading and writing them is the Spark side's. */
package io.souprl.table;

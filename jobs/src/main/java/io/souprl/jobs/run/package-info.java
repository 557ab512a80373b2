/** An opened run: its directory, lock, tables and manifest, and how stages run in it. */
package io.souprl.jobs.run;

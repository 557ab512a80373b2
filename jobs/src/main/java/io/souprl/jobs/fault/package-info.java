/** What tests break on purpose. */
package io.souprl.jobs.fault;

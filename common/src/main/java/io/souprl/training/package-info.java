/** Gradients and optimiser steps of the policy on one machine; the Spark side distributes them. */
package io.souprl.training;

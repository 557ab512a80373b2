package io.souprl.jobs.training;

import io.souprl.soup.RatioStatistics;
import io.souprl.soup.ZoneStatistics;

/**
 * What the loss would find at some tokens before the first step.
 *
 * @param ratios of the round's policy to the behaviour policies
 * @param loss how many of the tokens are clipped already
 */
public record TokenForecast(RatioStatistics ratios, ZoneStatistics loss) {}
